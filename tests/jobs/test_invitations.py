"""People are asked after a visit: whatever its outcome, once, by day, with one reminder; never against their word."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest
from sqlalchemy import Connection, select

from bot.clock import VIETNAM
from bot.jobs import outbox as outbox_job
from bot.jobs.invitations import Invitations
from bot.jobs.results import Results
from bot.messages import Address
from bot.storage import people, visits
from bot.storage.tables import invitations, outbox
from bot.storage.visits import Visit
from tests.kit import Desk, make_desk


@pytest.fixture(autouse=True)
def only_when_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outbox_job, "_LOOK_EVERY", 3600.0)


def job_of(desk: Desk) -> Invitations:
    app = desk.app
    return Invitations(app.database, app.ward, app.shelf, app.catalogue, app.settings, app.clock)


async def run(desk: Desk) -> list[tuple[str, str]]:
    """One run of the jobs and of the outbox; returns who heard what."""
    app, before = desk.app, len(desk.channel.said)
    await Results(app.database, app.ward, app.shelf, app.catalogue, app.clock).run()
    await job_of(desk).run()
    await app.outbox.run_due()
    return [(address.account, reply.text) for address, reply in desk.channel.said[before:]]


async def linked(desk: Desk, who: str = "tu", **values: Any) -> Visit:
    """A visit of somebody who linked its receipt."""
    now = desk.clock.now()

    def work(connection: Connection) -> Visit:
        person = people.meet(connection, Address("test", who), "vi", now).person.id
        given = {"procedure": "Đăng ký khai sinh", "person": person, "linked": now, **values}
        return visits.add(connection, "page", now, **given)

    return await desk.app.database.write(work)


async def end(desk: Desk, visit: Visit, outcome: str = "done") -> None:
    values = {"outcome": outcome, "returned": desk.clock.now()}
    await desk.app.database.write(lambda c: visits.change(c, visit.id, **values))


async def state(desk: Desk) -> list[str]:
    wanted = select(invitations.c.state).order_by(invitations.c.visit)
    return list(await desk.app.database.read(lambda c: c.execute(wanted).scalars().all()))


def go_to(desk: Desk, *moment: int) -> None:
    """Set the ward's wall clock."""
    there = datetime(*moment, tzinfo=VIETNAM)  # type: ignore[arg-type,misc]
    desk.clock.move(seconds=(there - desk.clock.now()).total_seconds())


@pytest.mark.parametrize("outcome", ["done", "refused", "returned", "withdrawn"])
async def test_whatever_the_outcome_it_is_asked_after(desk: Desk, outcome: str) -> None:
    visit = await linked(desk)
    assert await run(desk) == []  # it has not ended yet
    await end(desk, visit, outcome)
    await run(desk)
    assert await state(desk) == ["planned"]
    desk.clock.move(hours=1, minutes=59)
    assert await run(desk) == []
    desk.clock.move(minutes=1)
    ((who, text),) = await run(desk)
    assert who == "tu"
    assert "Đăng ký khai sinh: bà con thấy phường phục vụ thế nào?" in text
    labels = [button.label for button in desk.channel.said[-1][1].buttons]
    assert labels[0] == "😄 Rất hài lòng"
    assert labels[-1] == "Đừng hỏi tôi nữa"


async def test_one_tap_on_the_invitation_rates_the_visit_and_ends_it(desk: Desk) -> None:
    await end(desk, await linked(desk))
    await run(desk)
    desk.clock.move(hours=2)
    await run(desk)
    await desk.press("😊 Hài lòng", who="tu")
    assert await state(desk) == ["rated"]
    rated = select(invitations.c.person, invitations.c.sent)
    assert (await desk.app.database.read(lambda c: c.execute(rated).one())).person is None
    desk.clock.move(days=3)
    assert await run(desk) == []


async def test_hours_later_a_typed_word_still_rates(desk: Desk) -> None:
    await end(desk, await linked(desk))
    await run(desk)
    desk.clock.move(hours=2)
    await run(desk)
    desk.clock.move(hours=6)
    replies = await desk.ask("hài lòng", who="tu")
    assert any("Bà con chấm: 😊 Hài lòng" in reply.text for reply in replies)


async def test_one_reminder_and_an_end_after_seven_days(desk: Desk) -> None:
    await end(desk, await linked(desk))
    await run(desk)
    heard = []
    for _ in range(24 * 10):
        desk.clock.move(hours=1)
        heard += await run(desk)
    assert len(heard) == 2
    assert "chỉ hỏi thêm lần này" in heard[1][1]
    assert await state(desk) == ["ended"]


async def test_at_most_one_a_day_even_when_the_first_was_answered(desk: Desk) -> None:
    for procedure in ("Khai sinh", "Kết hôn", "Tách hộ"):
        await end(desk, await linked(desk, procedure=procedure))
    await run(desk)
    days = []
    for _ in range(24 * 5):
        desk.clock.move(hours=1)
        for _who, text in await run(desk):
            days.append((desk.clock.local().date(), text.partition(":")[0]))
            await desk.press("😊 Hài lòng", who="tu")
    assert len(days) == 3
    assert len({day for day, _ in days}) == 3
    assert {what for _, what in days} == {"Khai sinh", "Kết hôn", "Tách hộ"}


async def test_no_means_no(desk: Desk) -> None:
    await end(desk, await linked(desk))
    await end(desk, await linked(desk, procedure="Kết hôn"))
    await run(desk)
    desk.clock.move(hours=2)
    await run(desk)
    replies = await desk.press("Đừng hỏi tôi nữa", who="tu")
    assert "không hỏi nữa" in replies[-1].text
    await end(desk, await linked(desk, procedure="Tách hộ"))
    for _ in range(8):
        desk.clock.move(days=1)
        assert await run(desk) == []
    assert await state(desk) == ["declined", "declined"]
    await desk.press("Cứ hỏi tôi", who="tu")
    await end(desk, await linked(desk, procedure="Khai tử"))
    await run(desk)
    desk.clock.move(hours=2)
    assert len(await run(desk)) == 1


async def test_late_in_the_day_it_waits_for_the_morning_and_over_tet_for_its_end(database_url: str) -> None:
    desk = make_desk(database_url)
    await desk.app.start()
    go_to(desk, 2027, 2, 4, 18, 30)  # the last working day before Tết of 2027, which begins on the 6th
    await end(desk, await linked(desk))
    await run(desk)
    heard: list[datetime] = []
    for _ in range(24 * 14):
        desk.clock.move(hours=1)
        if await run(desk):
            heard.append(desk.clock.local())
    first = heard[0]
    assert 8 <= first.hour < 20
    assert not desk.app.ward.holidays.is_closed(first.date())
    moment = job_of(desk).moment
    new_year = datetime(2027, 2, 6, 3, 0, tzinfo=UTC)
    after = moment(new_year).astimezone(VIETNAM)
    assert not desk.app.ward.holidays.is_closed(after.date())
    assert after.hour == 8
    await desk.app.stop()


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        ((2026, 11, 30, 19, 59), (2026, 11, 30, 19, 59)),
        ((2026, 11, 30, 20, 0), (2026, 12, 1, 8, 0)),  # over a month's end
        ((2026, 12, 31, 23, 59), (2027, 1, 2, 8, 0)),  # New Year's Day is free
        ((2027, 4, 30, 9, 0), (2027, 5, 3, 8, 0)),  # 30/4 and 1/5, of which one in lieu
        ((2026, 12, 1, 0, 0), (2026, 12, 1, 8, 0)),
    ],
)
async def test_the_first_moment_people_may_be_asked(
    small_desk: Desk, at: tuple[int, ...], expected: tuple[int, ...]
) -> None:
    found = job_of(small_desk).moment(datetime(*at, tzinfo=VIETNAM))  # type: ignore[arg-type,misc]
    assert found >= datetime(*at, tzinfo=VIETNAM)  # type: ignore[arg-type,misc]
    local = found.astimezone(VIETNAM)
    assert not small_desk.app.ward.holidays.is_closed(local.date())
    if at[0:3] != (2027, 4, 30):  # how many days are in lieu is the year's notice
        assert local == datetime(*expected, tzinfo=VIETNAM)  # type: ignore[arg-type,misc]


async def test_an_import_that_changes_a_row_again_and_again_tells_nothing_twice(desk: Desk) -> None:
    visit = await linked(desk, due=desk.clock.now() + timedelta(days=2))
    desk.clock.move(days=3)
    ((_, late),) = await run(desk)
    assert "mà tới giờ chưa xong. Phường xin lỗi bà con" in late
    assert "quầy một cửa" in late
    heard: list[Any] = []
    for outcome in ("open", "done", "open", "refused", "done"):
        values = {"outcome": outcome, "returned": None if outcome == "open" else desk.clock.now()}
        await desk.app.database.write(partial(visits.change, visit=visit.id, **values))
        heard += await run(desk)
        heard += await run(desk)
    assert len(heard) == 1
    assert "đã có kết quả" in heard[0][1]


async def test_a_result_on_the_day_it_was_handed_in_is_no_news(desk: Desk) -> None:
    await end(desk, await linked(desk))
    assert await run(desk) == []
    kinds = select(outbox.c.kind)
    assert await desk.app.database.read(lambda c: c.execute(kinds).scalars().all()) == []


async def test_who_blocked_the_bot_hears_nothing_and_who_is_erased_leaves_nothing(desk: Desk) -> None:
    for who in ("tu", "nam"):
        await end(desk, await linked(desk, who))
    await run(desk)
    await desk.app.database.write(partial(people.set_gone, address=Address("test", "tu"), since=desk.clock.now()))
    found = await desk.app.database.read(partial(people.find, address=Address("test", "nam")))
    assert found
    await desk.app.database.write(partial(people.forget, person=found.person.id))
    desk.clock.move(hours=2)
    assert await run(desk) == []
    desk.clock.move(days=8)
    await run(desk)
    assert set(await state(desk)) == {"ended"}


async def test_a_run_that_dies_in_the_middle_is_taken_up_and_asks_nobody_twice(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(12):
        await end(desk, await linked(desk, f"nguoi-{number}"))
    await run(desk)
    desk.clock.move(hours=2)
    job, sent = job_of(desk), []
    whole = Invitations._send

    def dying(self: Invitations, connection: Connection, one: Any, now: datetime) -> None:
        whole(self, connection, one, now)
        sent.append(one)
        if len(sent) == 5:
            raise RuntimeError("power cut")

    monkeypatch.setattr(Invitations, "_send", dying)
    with pytest.raises(RuntimeError):
        await job.run()
    monkeypatch.undo()
    monkeypatch.setattr(outbox_job, "_LOOK_EVERY", 3600.0)
    heard = await run(desk) + await run(desk)
    assert sorted(who for who, _ in heard) == sorted(f"nguoi-{number}" for number in range(12))


async def test_a_clock_that_jumps_asks_nobody_twice(desk: Desk) -> None:
    await end(desk, await linked(desk))
    await run(desk)
    desk.clock.move(hours=2)
    assert len(await run(desk)) == 1
    for days in (-1, 1, -30, 30):
        desk.clock.move(days=days)
        assert await run(desk) == []


async def test_switched_off_nobody_is_asked(database_url: str) -> None:
    desk = make_desk(database_url, invite=False)
    await desk.app.start()
    await end(desk, await linked(desk))
    desk.clock.move(hours=3)
    assert await run(desk) == []
    await desk.app.stop()
