"""Changes of the library: who may propose and decide, that of two at once one wins, undoing, and the fold."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.editing import fold
from bot.editing.folding import body_of
from bot.routes import Role
from bot.storage import audit, entry_changes, staff
from bot.storage.audit import OPERATOR, By
from bot.storage.database import Database
from bot.storage.entry_changes import Act, Change, ChangeError, Proposal, Refusal, State
from tests.faq.test_overlay import KITE
from tests.kit import MONDAY_MORNING as NOW

TEACH = Proposal("dieu", Act.WAY, {"ways": ["con diều giấy"]}, "Bà con hay hỏi vậy", "chung")


async def member(database: Database, name: str, role: Role = Role.ADMINISTRATOR, fields: tuple[str, ...] = ()) -> By:
    work = partial(staff.add, by=OPERATOR, name=name, role=str(role), fields=fields, now=NOW)
    return By((await database.write(work)).id, name)


async def propose(database: Database, by: By, proposal: Proposal = TEACH) -> int:
    return await database.write(partial(entry_changes.propose, by=by, proposal=proposal, now=NOW))


async def decide(database: Database, by: By, change: int, **how: Any) -> Change:
    how = {"approve": True, "now": NOW} | how
    return await database.write(partial(entry_changes.decide, by=by, change=change, **how))


async def undo(database: Database, by: By, change: int, why: str = "Nhầm mục") -> Change:
    return await database.write(partial(entry_changes.undo, by=by, change=change, why=why, now=NOW))


async def refusal(work: Any) -> Refusal:
    with pytest.raises(ChangeError) as refused:
        await work
    return refused.value.why


async def test_another_administrator_decides_and_it_is_live_until_it_is_undone(database: Database) -> None:
    hai, ba = await member(database, "Hai"), await member(database, "Ba")
    change = await propose(database, hai)
    assert [one.id for one in await database.read(entry_changes.waiting)] == [change]
    assert await database.read(entry_changes.version) == 0
    assert await refusal(decide(database, hai, change)) is Refusal.OWN
    done = await decide(database, ba, change, note="Đúng rồi")
    assert (done.state, done.decider_name, done.alone) == (State.LIVE, "Ba", False)
    assert await database.read(entry_changes.version) == 1
    assert fold(await database.read(entry_changes.live)).ways == {"dieu": ("con diều giấy",)}
    assert (await undo(database, hai, change)).state is State.UNDONE
    assert not fold(await database.read(entry_changes.live))
    assert await database.read(entry_changes.version) == 2
    assert await refusal(undo(database, ba, change)) is Refusal.STATE
    acts = [one.act for one in await database.read(partial(audit.entries, wanted=audit.Filter(), limit=9))]
    assert acts[:3] == ["entry-undone", "entry-approved", "entry-proposed"]


async def test_of_two_who_decide_at_once_one_wins(database: Database) -> None:
    hai, ba, tu = [await member(database, name) for name in ("Hai", "Ba", "Tư")]
    change = await propose(database, hai)
    done = await asyncio.gather(
        decide(database, ba, change), decide(database, tu, change, approve=False), return_exceptions=True
    )
    assert sorted(type(one).__name__ for one in done) == ["Change", "ChangeError"]
    assert [one.why for one in done if isinstance(one, ChangeError)] == [Refusal.STATE]


async def test_of_two_processes_that_decide_at_once_one_wins_and_places_are_never_shared(
    database: Database, database_url: str
) -> None:
    hai, ba, tu = [await member(database, name) for name in ("Hai", "Ba", "Tư")]
    changes = [await propose(database, hai) for _ in range(6)]
    other = Database(database_url)
    await other.open()
    try:
        works = [decide(one, by, change) for change in changes for one, by in ((database, ba), (other, tu))]
        done = await asyncio.gather(*works, return_exceptions=True)
    finally:
        await other.close()
    assert sum(isinstance(one, Change) for one in done) == len(changes)
    assert {one.why for one in done if isinstance(one, ChangeError)} == {Refusal.STATE}
    live = await database.read(entry_changes.live)
    assert [one.place for one in live] == list(range(1, len(changes) + 1))


async def test_a_single_administrator_decides_alone_and_that_is_marked(database: Database) -> None:
    hai, sau = await member(database, "Hai"), await member(database, "Sáu", Role.OFFICIAL)
    assert (await decide(database, hai, await propose(database, hai))).alone
    theirs = await propose(database, sau)
    assert await refusal(decide(database, sau, theirs)) is Refusal.NOT_ALLOWED
    assert not (await decide(database, hai, theirs)).alone


async def test_officials_propose_for_their_own_fields_and_nobody_without_a_reason(database: Database) -> None:
    sau = await member(database, "Sáu", Role.OFFICIAL, ("ho-tich",))
    assert await refusal(propose(database, sau)) is Refusal.NOT_ALLOWED
    silent = Proposal("khai-sinh", Act.HIDE, {}, " ", "ho-tich")
    assert await refusal(propose(database, sau, silent)) is Refusal.REASON
    kept = Proposal("khai-sinh", Act.HIDE, {}, "Theo lời chị 0912345678", "ho-tich", group="g1", inquiry=7)
    change = await database.read(partial(entry_changes.find, change=await propose(database, sau, kept)))
    assert change
    assert "0912345678" not in change.reason
    assert (change.group, change.inquiry) == ("g1", 7)
    await database.write(partial(staff.remove, by=OPERATOR, member=sau.staff or 0, now=NOW))
    assert await refusal(propose(database, sau, kept)) is Refusal.NOT_ALLOWED


async def test_what_went_on_since_it_was_read_is_not_decided(database: Database) -> None:
    hai, ba = await member(database, "Hai"), await member(database, "Ba")
    first, second = await propose(database, hai), await propose(database, hai)
    seen = await database.read(partial(entry_changes.last, entry="dieu"))
    await decide(database, ba, first, seen=seen)
    assert await refusal(decide(database, ba, second, seen=seen)) is Refusal.CHANGED
    seen = await database.read(partial(entry_changes.last, entry="dieu"))
    await decide(database, ba, second, seen=seen)
    assert [one.id for one in await database.read(partial(entry_changes.history, entry="dieu"))] == [second, first]
    went = await database.read(partial(entry_changes.between, since=NOW, until=NOW))
    assert [one.id for one in went] == [first, second]


def change(number: int, act: Act, body: dict[str, Any], entry: str = "dieu") -> Change:
    rest = dict.fromkeys(("decider", "decider_name", "decided", "undoer", "undoer_name", "undone", "figures"))
    texts = dict.fromkeys(("note", "undone_why"), "")
    return Change(
        id=number, entry=entry, act=act, body=body, base="b", state=State.LIVE, author=1, author_name="Hai",
        reason="r", made=NOW, alone=False, group=None, inquiry=None, place=number, stamp=number, **rest, **texts,
    )  # fmt: skip


def test_writing_an_entry_swallows_what_was_taught_before_and_going_back_forgets_all() -> None:
    taught, wrote = change(1, Act.WAY, {"ways": ["con diều"]}), change(2, Act.WRITE, body_of(KITE))
    hidden, back = change(3, Act.HIDE, {}), change(4, Act.RESET, {})
    overlay = fold([taught, wrote, hidden])
    assert (overlay.ways, overlay.entries, overlay.hidden) == ({}, {"dieu": KITE}, {"dieu"})
    assert fold([taught, wrote, hidden, change(4, Act.SHOW, {})]).hidden == frozenset()
    assert not fold([taught, wrote, hidden, back])
    assert fold([taught, hidden, back, change(5, Act.WAY, {"ways": ["diều bay"]})]).ways == {"dieu": ("diều bay",)}


@pytest.mark.parametrize("body", [{}, {"ways": "con diều"}, {"ways": [3]}, {"id": "khac", "ways": 1}])
@pytest.mark.parametrize("act", [Act.WAY, Act.WRITE])
def test_what_cannot_be_read_is_named_and_what_went_live_before_it_stands(act: Act, body: dict[str, Any]) -> None:
    overlay = fold([change(1, Act.WRITE, body_of(KITE)), change(2, act, body)])
    assert overlay.entries == {"dieu": KITE}
    assert [one.entry for one in overlay.broken] == ["dieu"]


APART = [
    change(number, act, body, f"muc-{number}")
    for number, (act, body) in enumerate([(Act.WAY, {"ways": ["a"]}), (Act.HIDE, {}), (Act.WAY, {"ways": ["b"]})])
]


@settings(max_examples=20)
@given(st.permutations(APART))
def test_the_order_of_changes_of_different_entries_does_not_matter(changes: list[Change]) -> None:
    assert fold(changes) == fold(APART)
