"""The staff's storage: links and sessions that end, the last administrator who stays, the log that nobody edits."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import Connection, delete, select, text, update
from sqlalchemy.exc import SQLAlchemyError

from bot.messages import Address
from bot.storage import audit, keys, links, people, sessions, staff
from bot.storage.audit import OPERATOR, By, Filter
from bot.storage.database import Database, DatabaseError
from bot.storage.links import Purpose, State
from bot.storage.staff import ADMINISTRATOR, OFFICIAL, Member, Refusal, StaffError
from bot.storage.tables import audit as audit_table
from bot.storage.tables import links as links_table
from bot.storage.tables import sessions as sessions_table
from tests.kit import MONDAY_MORNING as NOW


async def add(database: Database, name: str = "Chị Hai", role: str = ADMINISTRATOR, by: By = OPERATOR) -> Member:
    return await database.write(partial(staff.add, by=by, name=name, role=role, fields=(), now=NOW))


def by(member: Member) -> By:
    return By(member.id, member.name)


@asynccontextmanager
async def second(database: Database) -> AsyncIterator[Database]:
    """Another process on the same database."""
    other = Database(database.url.render_as_string(hide_password=False))
    await other.open()
    yield other
    await other.close()


async def refused(work: Callable[[], object]) -> Refusal:
    with pytest.raises(StaffError) as caught:
        await work()  # type: ignore[misc]  # a coroutine function
    return caught.value.why


async def log_of(database: Database, **wanted: object) -> list[str]:
    found = await database.read(partial(audit.entries, wanted=Filter(**wanted), limit=50))  # type: ignore[arg-type]
    return [entry.act for entry in found]


@pytest.mark.parametrize(
    "change",
    [
        update(audit_table).values(name="ai đó"),
        delete(audit_table),
        text("UPDATE audit SET act = 'x' WHERE id = 1"),
        text("DELETE FROM audit WHERE id = 1"),
    ],
    ids=["update", "delete", "update-one", "delete-one"],
)
async def test_the_log_cannot_be_edited(database: Database, change: object) -> None:
    await add(database)
    before = await database.read(partial(audit.entries, wanted=Filter(), limit=10))
    with pytest.raises((SQLAlchemyError, DatabaseError), match="cannot be changed"):
        await database.write(lambda connection: connection.execute(change))  # type: ignore[call-overload]
    assert await database.read(partial(audit.entries, wanted=Filter(), limit=10)) == before != []


async def test_the_log_is_read_by_act_by_person_and_by_time_newest_first(database: Database) -> None:
    first, other = await add(database), await add(database, "Cô Sáu", OFFICIAL)
    later = NOW + timedelta(days=1)
    await database.write(partial(staff.rename, by=by(first), member=other.id, name="Cô Sáu Lụa", now=later))
    assert await log_of(database) == ["renamed", "added", "added"]
    assert await log_of(database, act="added") == ["added", "added"]
    assert await log_of(database, staff=other.id) == ["renamed", "added"]
    assert await log_of(database, staff=first.id) == ["renamed", "added"]
    assert await log_of(database, since=later) == ["renamed"]
    assert await log_of(database, until=later) == ["added", "added"]
    page = await database.read(partial(audit.entries, wanted=Filter(), limit=1, offset=1))
    assert [entry.about for entry in page] == [f"staff:{other.id}"]
    assert await database.read(audit.acts) == ["added", "renamed"]


async def test_what_is_refused_leaves_no_trace_in_the_log(database: Database) -> None:
    member = await add(database)
    assert await refused(lambda: remove(database, member, OPERATOR)) is Refusal.LAST
    assert await log_of(database) == ["added"]


async def remove(database: Database, member: Member, whose: By) -> None:
    await database.write(partial(staff.remove, by=whose, member=member.id, now=NOW))


async def demote(database: Database, member: Member, whose: By) -> None:
    await database.write(partial(staff.set_role, by=whose, member=member.id, role=OFFICIAL, now=NOW))


async def test_the_last_administrator_stays(database: Database) -> None:
    one, other = await add(database), await add(database, "Chú Ba")
    await add(database, "Cô Sáu", OFFICIAL)
    await demote(database, one, by(other))
    assert await refused(lambda: demote(database, other, by(other))) is Refusal.LAST
    assert await refused(lambda: remove(database, other, OPERATOR)) is Refusal.LAST
    assert [member.role for member in await database.read(staff.listed)] == [ADMINISTRATOR, OFFICIAL, OFFICIAL]


@pytest.mark.parametrize("act", [demote, remove])
async def test_two_administrators_against_each_other_at_once(
    database: Database, act: Callable[[Database, Member, By], object]
) -> None:
    one, two = await add(database, "Chị Hai"), await add(database, "Chú Ba")
    async with second(database) as elsewhere:
        ended = await asyncio.gather(
            act(database, one, by(two)),  # type: ignore[arg-type]  # coroutines
            act(elsewhere, two, by(one)),  # type: ignore[arg-type]
            return_exceptions=True,
        )
    assert sum(outcome is None for outcome in ended) == 1
    (refusal,) = [outcome for outcome in ended if outcome is not None]
    assert isinstance(refusal, StaffError)
    left = [member for member in await database.read(staff.listed) if member.role == ADMINISTRATOR]
    assert len(left) == 1


async def test_who_is_no_administrator_any_more_changes_nothing(database: Database) -> None:
    one, other = await add(database), await add(database, "Chú Ba")
    await demote(database, one, by(other))
    assert await refused(lambda: add(database, "Ai đó", by=by(one))) is Refusal.NOT_ALLOWED
    assert await refused(lambda: remove(database, other, by(one))) is Refusal.NOT_ALLOWED
    await remove(database, one, by(other))
    assert await refused(lambda: add(database, "Ai đó", by=by(one))) is Refusal.NOT_ALLOWED
    assert await refused(lambda: demote(database, one, by(other))) is Refusal.UNKNOWN


async def test_removed_means_out_everywhere(database: Database) -> None:
    await add(database, "Chú Ba")
    member = await add(database)
    known = await database.write(partial(people.meet, address=Address("test", "hai"), language="vi", now=NOW))
    await database.write(partial(staff.link_account, person=known.person.id, member=member.id, now=NOW))
    found = await database.read(partial(people.find, address=Address("test", "hai")))
    assert found
    assert found.person.role == ADMINISTRATOR
    token = await database.write(partial(links.make, member=member.id, purpose=Purpose.JOIN, now=NOW))
    cookie = await database.write(partial(sessions.begin, member=member.id, now=NOW))
    await remove(database, member, OPERATOR)
    assert await database.read(partial(sessions.find, cookie=cookie, now=NOW)) is None
    assert (await database.read(partial(links.look, token=token, now=NOW))).state is State.UNKNOWN
    found = await database.read(partial(people.find, address=Address("test", "hai")))
    assert found
    assert (found.person.role, found.person.staff) == ("citizen", None)
    assert await database.read(staff.accounts) == []
    assert (await database.read(staff.everybody))[1].name == "Chị Hai"  # what they did still has a name


async def test_an_account_is_unlinked_once(database: Database) -> None:
    member = await add(database)
    known = await database.write(partial(people.meet, address=Address("test", "hai"), language="vi", now=NOW))
    await database.write(partial(staff.link_account, person=known.person.id, member=member.id, now=NOW))
    (account,) = await database.read(staff.accounts)
    assert (account.staff, account.channel) == (member.id, "test")
    unlink = partial(staff.unlink_account, by=by(member), person=account.person, now=NOW)
    await database.write(unlink)
    assert await refused(lambda: database.write(unlink)) is Refusal.UNKNOWN
    assert await log_of(database, staff=member.id) == ["unlinked", "joined", "added"]


async def test_of_a_secret_only_its_hash_is_kept(database: Database) -> None:
    member = await add(database)
    token = await database.write(partial(links.make, member=member.id, purpose=Purpose.SIGN_IN, now=NOW))
    cookie = await database.write(partial(sessions.begin, member=member.id, now=NOW))
    assert links.TOKEN.fullmatch(token)

    def everything(connection: Connection) -> str:
        tables = (links_table, sessions_table, audit_table)
        return repr([tuple(row) for table in tables for row in connection.execute(select(table))])

    kept = await database.read(everything)
    assert token not in kept
    assert cookie not in kept


async def test_a_link_is_used_by_one_of_two_processes(database: Database) -> None:
    member = await add(database)
    token = await database.write(partial(links.make, member=member.id, purpose=Purpose.SIGN_IN, now=NOW))

    def use(connection: Connection) -> State:
        return links.use(connection, token, NOW, Purpose.SIGN_IN).state

    async with second(database) as elsewhere:
        states = await asyncio.gather(*(one.write(use) for one in (database, elsewhere) * 4))
    assert sorted(states) == [State.OPEN, *[State.USED] * 7]


async def test_a_link_is_good_for_what_it_was_made_for_and_stays_so(database: Database) -> None:
    member = await add(database)
    token = await database.write(partial(links.make, member=member.id, purpose=Purpose.SIGN_IN, now=NOW))
    wrong = await database.write(lambda c: links.use(c, token, NOW, Purpose.JOIN))
    assert wrong.state is State.UNKNOWN
    right = await database.write(lambda c: links.use(c, token, NOW, Purpose.SIGN_IN, Purpose.JOIN))
    assert (right.state, right.staff) == (State.OPEN, member.id)


async def test_spent_links_and_sessions_are_swept(database: Database) -> None:
    member = await add(database)
    for _ in range(3):
        await database.write(partial(links.make, member=member.id, purpose=Purpose.SIGN_IN, now=NOW))
        await database.write(partial(sessions.begin, member=member.id, now=NOW))
    fresh = await database.write(partial(sessions.begin, member=member.id, now=NOW + timedelta(days=1)))
    end = NOW + timedelta(hours=13)
    assert await database.write(partial(links.sweep, before=end, at_most=2)) == 2
    assert await database.write(partial(links.sweep, before=end, at_most=2)) == 1
    assert await database.write(partial(sessions.sweep, before=end, at_most=10)) == 3
    assert await database.read(partial(sessions.find, cookie=fresh, now=NOW + timedelta(days=1)))


async def test_a_cookie_is_replaced_once_whoever_asks(database: Database) -> None:
    member = await add(database)
    cookie = await database.write(partial(sessions.begin, member=member.id, now=NOW))
    rotate = partial(sessions.rotate, cookie=cookie, now=NOW + timedelta(minutes=15))
    async with second(database) as elsewhere:
        made = await asyncio.gather(*(one.write(rotate) for one in (database, elsewhere) * 3))
    (new,) = [one for one in made if one]
    found = await database.read(partial(sessions.find, cookie=new, now=NOW + timedelta(hours=1)))
    assert found
    assert found.expires == NOW + sessions.LASTS  # not put off
    await database.write(partial(sessions.end, family=found.family))
    for one in (cookie, new):
        assert await database.read(partial(sessions.find, cookie=one, now=NOW)) is None


async def test_the_first_administrator_is_made_once(database: Database) -> None:
    first = partial(staff.first_administrator, name="Quản trị viên", now=NOW)
    made = [await database.write(first) for _ in range(3)]
    assert len({member.id for member in made}) == 1
    assert made[0].role == ADMINISTRATOR
    assert await log_of(database) == ["added"]


async def test_a_key_is_made_once_and_stays(database: Database) -> None:
    make = partial(keys.key, name="pages", now=NOW)
    async with second(database) as elsewhere:
        made = await asyncio.gather(*(one.write(make) for one in (database, elsewhere) * 4))
    assert len(set(made)) == 1
    assert len(made[0]) == 32
    assert await database.write(partial(keys.key, name="other", now=NOW)) != made[0]


async def test_a_very_long_name_is_cut(database: Database) -> None:
    member = await add(database, "Ơ" * 500)
    assert len(member.name) == staff.LONGEST_NAME
