"""Writing and deciding: who may approve what, what is refused, and that of two who act at once one wins."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from bot.routes import Role
from bot.storage import notices, staff
from bot.storage.audit import OPERATOR, By
from bot.storage.database import Database
from bot.storage.notice_rows import State, find
from bot.storage.notices import NoticeError, Refusal
from tests.kit import MONDAY_MORNING as NOW
from tests.newskit import WATER


async def member(database: Database, name: str) -> By:
    work = partial(staff.add, by=OPERATOR, name=name, role=str(Role.OFFICIAL), fields=(), now=NOW)
    return By((await database.write(work)).id, name)


async def step(database: Database, work: Any, by: By, notice: int, **how: Any) -> Any:
    return await database.write(partial(work, by=by, notice=notice, **{"now": NOW} | how))


async def approve(database: Database, by: By, notice: int, version: int = 1, **how: Any) -> None:
    await step(database, notices.approve, by, notice, version=version, **{"two_people": True} | how)


async def refusal(work: Any) -> Refusal:
    """Why it is refused."""
    with pytest.raises(NoticeError) as refused:
        await work
    return refused.value.why


async def state(database: Database, notice: int) -> State:
    found = await database.read(partial(find, notice=notice))
    assert found
    return found.state


async def test_one_writes_and_another_approves(database: Database) -> None:
    hai, ba = await member(database, "Chị Hai"), await member(database, "Anh Ba")
    notice = await database.write(partial(notices.write, by=hai, draft=WATER, now=NOW))
    await step(database, notices.submit, hai, notice, version=1)
    assert await refusal(approve(database, hai, notice)) is Refusal.OWN
    assert await state(database, notice) is State.WAITING
    await approve(database, ba, notice)
    assert await state(database, notice) is State.SCHEDULED


async def test_whoever_changed_it_last_wrote_it_too_and_the_approval_is_void(database: Database) -> None:
    hai, ba = await member(database, "Chị Hai"), await member(database, "Anh Ba")
    notice = await database.write(partial(notices.write, by=hai, draft=WATER, now=NOW))
    await approve(database, ba, notice)
    other = replace(WATER, text="Cúp nước tới 12 giờ.")
    await step(database, notices.rewrite, ba, notice, version=1, draft=other)
    assert await state(database, notice) is State.DRAFT
    assert await refusal(approve(database, ba, notice, 2)) is Refusal.OWN
    assert await refusal(approve(database, hai, notice, 1)) is Refusal.OWN
    chi = await member(database, "Chị Tư")
    assert await refusal(approve(database, chi, notice, 1)) is Refusal.CHANGED
    await approve(database, chi, notice, 2)


async def test_one_who_was_removed_from_the_staff_does_nothing(database: Database) -> None:
    hai, ba = await member(database, "Chị Hai"), await member(database, "Anh Ba")
    notice = await database.write(partial(notices.write, by=hai, draft=WATER, now=NOW))
    await database.write(partial(staff.remove, by=OPERATOR, member=ba.staff or 0, now=NOW))
    assert await refusal(approve(database, ba, notice)) is Refusal.NOT_ALLOWED
    assert await refusal(step(database, notices.withdraw, ba, notice)) is Refusal.NOT_ALLOWED
    assert await state(database, notice) is State.DRAFT


async def test_of_two_who_approve_at_once_one_wins(database: Database) -> None:
    hai, ba, tu = [await member(database, name) for name in ("Chị Hai", "Anh Ba", "Chị Tư")]
    notice = await database.write(partial(notices.write, by=hai, draft=WATER, now=NOW))
    both = await asyncio.gather(approve(database, ba, notice), approve(database, tu, notice), return_exceptions=True)
    refused = [error.why for error in both if isinstance(error, NoticeError)]
    assert refused == [Refusal.STATE]


async def test_an_urgent_one_goes_on_ones_own_word_and_is_looked_at_afterwards(database: Database) -> None:
    hai, ba = await member(database, "Chị Hai"), await member(database, "Anh Ba")
    urgent = replace(WATER, urgent=True)
    assert await refusal(database.write(partial(notices.write, by=hai, draft=urgent, now=NOW))) is Refusal.REASON
    draft = replace(urgent, reason="nước lên nhanh")
    notice = await database.write(partial(notices.write, by=hai, draft=draft, now=NOW))
    await approve(database, hai, notice)
    found = await database.read(partial(find, notice=notice))
    assert found
    assert (found.alone, found.reviewer_name) == (True, None)
    assert await refusal(step(database, notices.review, hai, notice)) is Refusal.OWN
    await step(database, notices.review, ba, notice)
    assert await refusal(step(database, notices.review, ba, notice)) is Refusal.STATE


async def test_nearly_the_same_within_a_day_is_asked_again(database: Database) -> None:
    first = await database.write(partial(notices.write, by=OPERATOR, draft=WATER, now=NOW))
    await approve(database, OPERATOR, first)
    nearly = replace(WATER, text=WATER.text.replace("sửa ống", "thay ống").upper())
    for draft, later, why in [
        (nearly, 1, Refusal.ALIKE),
        (nearly, 25, None),
        (replace(nearly, topic="y-te"), 1, None),
        (replace(WATER, title="Họp", text="Mời bà con họp khóm tối nay."), 1, None),
        (replace(nearly, corrects=first), 1, None),
    ]:
        now = NOW + timedelta(hours=later)
        notice = await database.write(partial(notices.write, by=OPERATOR, draft=draft, now=now))
        if why:
            assert await refusal(approve(database, OPERATOR, notice, now=now)) is why
            await approve(database, OPERATOR, notice, now=now, again=True)
            await step(database, notices.withdraw, OPERATOR, notice, now=now)
        else:
            await approve(database, OPERATOR, notice, now=now)
            await step(database, notices.withdraw, OPERATOR, notice, now=now)


async def test_for_other_hamlets_the_same_is_no_repetition(database: Database) -> None:
    for hamlet in ("Khóm 1", "Khóm 2"):
        draft = replace(WATER, hamlets=(hamlet,))
        notice = await database.write(partial(notices.write, by=OPERATOR, draft=draft, now=NOW))
        await approve(database, OPERATOR, notice)
        assert await state(database, notice) is State.SCHEDULED


async def test_what_is_refused(database: Database) -> None:
    for draft, why in [
        (replace(WATER, title=" "), Refusal.EMPTY),
        (replace(WATER, text=""), Refusal.EMPTY),
        (replace(WATER, text="a" * 4000), Refusal.LONG),
        (replace(WATER, valid_from=NOW.date(), valid_until=NOW.date() - timedelta(days=1)), Refusal.PAST),
    ]:
        assert await refusal(database.write(partial(notices.write, by=OPERATOR, draft=draft, now=NOW))) is why
    notice = await database.write(partial(notices.write, by=OPERATOR, draft=WATER, now=NOW))
    assert await refusal(approve(database, OPERATOR, notice, due=NOW - timedelta(hours=1))) is Refusal.PAST
    assert await refusal(approve(database, OPERATOR, 999)) is Refusal.UNKNOWN
    await approve(database, OPERATOR, notice, due=NOW + timedelta(hours=1))
    at = NOW + timedelta(hours=2)
    await step(database, notices.reschedule, OPERATOR, notice, due=at)
    await step(database, notices.withdraw, OPERATOR, notice)
    assert await refusal(step(database, notices.reschedule, OPERATOR, notice, due=at)) is Refusal.STATE
    assert await refusal(step(database, notices.pause, OPERATOR, notice)) is Refusal.STATE
