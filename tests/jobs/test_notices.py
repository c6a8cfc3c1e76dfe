"""A notice from its approval to a table that adds up, whatever people, channels and processes do meanwhile."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial

import pytest

from bot.channels.base import Outcome, SendFailed
from bot.jobs import outbox as sender
from bot.messages import Address
from bot.routes import Role
from bot.storage import listing, notices, people, subscriptions
from bot.storage.audit import By, Filter, entries
from bot.storage.notice_rows import State
from bot.storage.notices import Draft, NoticeError, Refusal
from tests import newskit, staffkit
from tests.kit import Desk, make_desk
from tests.newskit import WATER, act, approved, counts, heard, job, run, subscriber

NEARLY = Draft(WATER.title, WATER.text + " Xin lỗi bà con.", WATER.topic)


@pytest.fixture(autouse=True)
def only_when_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sender, "_LOOK_EVERY", 3600.0)


async def test_everybody_who_asked_gets_it_once_and_nobody_else(desk: Desk) -> None:
    for name in ("tu", "nam"):
        await subscriber(desk.app, name)
    await subscriber(desk.app, "sau", ["khan"])
    number = await approved(desk.app)
    await run(desk.app, 3)
    assert heard(desk) == {"tu": 1, "nam": 1}
    assert await counts(desk.app, number) == {"sent": 2}
    found = await newskit.notice(desk.app, number)
    assert (found.state, found.number, found.recipients, found.left_out) == (State.DONE, 1, 2, {"topic": 1})
    reply = desk.channel.said[0][1]
    assert reply.title == "TB 1: Cúp nước khóm Long Thị"
    assert reply.text == WATER.text
    assert "Phường Long Phú. Cúp điện, cúp nước." in reply.note
    assert "dừng" in reply.note


async def test_who_does_not_get_it_and_why_is_known_before(desk: Desk) -> None:
    app = desk.app
    await subscriber(app, "tu", hamlet="Khóm 1")
    await subscriber(app, "nam", hamlet="Khóm 2")
    await subscriber(app, "sau")
    await subscriber(app, "bay", ["khan", "y-te"])
    await subscriber(app, "tam")
    await app.database.write(partial(people.set_gone, address=Address("test", "tam"), since=app.clock.now()))
    number = await newskit.written(app, Draft("Họp khóm", "Tối nay họp.", "dien-nuoc", hamlets=("Khóm 1",)))
    known = await newskit.notice(app, number)
    reach = await app.database.read(partial(listing.reach, notice=known, channels=["test", "webchat"]))
    assert reach.channels == {"test": 2}
    assert reach.left_out == {"topic": 1, "gone": 1, "hamlet": 1}
    elsewhere = await app.database.read(partial(listing.reach, notice=known, channels=["webchat"]))
    assert elsewhere.left_out == {"topic": 1, "gone": 1, "channel": 3}
    await act(app, notices.approve, number, version=1, two_people=False)
    await run(app)
    assert heard(desk) == {"tu": 1, "sau": 1}


async def test_nothing_goes_before_every_row_is_there(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(7):
        await subscriber(desk.app, f"p{number}")
    number = await approved(desk.app)
    known = await newskit.notice(desk.app, number)
    reach = await desk.app.database.read(partial(listing.reach, notice=known, channels=["test"]))
    render = partial(job(desk.app)._render, known, None, ())
    now = desk.clock.now()
    await desk.app.database.write(partial(listing.begin, notice=known, found=reach, render=render, now=now))
    some = partial(listing.list_some, notice=number, channels=["test"], now=now, at_most=3)
    for _ in range(3):
        assert await desk.app.database.write(some)
        await desk.app.outbox.run_due()
        assert not desk.channel.said
    assert not await desk.app.database.write(some)
    await run(desk.app)
    assert set(heard(desk).values()) == {1}
    assert await counts(desk.app, number) == {"sent": 7}


async def test_two_processes_at_once_do_nothing_twice(database_url: str) -> None:
    first, second = make_desk(database_url), make_desk(database_url)
    await first.app.start()
    await second.app.database.open()
    for number in range(20):
        await subscriber(first.app, f"p{number}")
    number = await approved(first.app)
    for _ in range(3):
        await job(first.app).run()
        await job(second.app).run()
    await run(first.app)
    assert heard(first) == {f"p{n}": 1 for n in range(20)}
    assert await counts(first.app, number) == {"sent": 20}
    await second.app.database.close()
    await first.app.stop()


async def test_at_night_it_is_held_until_morning_unless_urgent(desk: Desk) -> None:
    await subscriber(desk.app, "tu")
    desk.clock.move(hours=13)  # 22:00
    number = await approved(desk.app)
    await run(desk.app)
    assert await counts(desk.app, number) == {"held": 1}
    urgent = Draft("Nước lên nhanh", "Bà con ven sông dọn đồ lên cao.", "dien-nuoc", urgent=True, reason="lũ")
    await approved(desk.app, urgent)
    await run(desk.app)
    assert [reply.title for _, reply in desk.channel.said] == ["KHẨN – TB 2: Nước lên nhanh"]
    desk.clock.move(hours=9)
    await run(desk.app)
    assert await counts(desk.app, number) == {"sent": 1}


async def test_ones_own_quiet_hours_are_kept(desk: Desk) -> None:
    await subscriber(desk.app, "tu", quiet="08:00-10:00")
    await subscriber(desk.app, "nam", quiet="12:00-13:00")
    number = await approved(desk.app)
    await run(desk.app)
    assert heard(desk) == {"nam": 1}
    assert await counts(desk.app, number) == {"held": 1, "sent": 1}
    desk.clock.move(hours=1)
    await run(desk.app)
    assert await counts(desk.app, number) == {"sent": 2}


async def test_whoever_stops_between_queue_and_send_gets_nothing_more(desk: Desk) -> None:
    who = await subscriber(desk.app, "tu")
    await subscriber(desk.app, "nam")
    number = await approved(desk.app)
    await job(desk.app).run()
    await desk.app.database.write(partial(subscriptions.stop, person=who, now=desk.clock.now()))
    await run(desk.app)
    assert heard(desk) == {"nam": 1}
    assert await counts(desk.app, number) == {"sent": 1, "withdrawn": 1}


async def test_whoever_erases_everything_is_still_in_the_sum(desk: Desk) -> None:
    who = await subscriber(desk.app, "tu")
    await subscriber(desk.app, "nam")
    number = await approved(desk.app)
    await job(desk.app).run()
    await desk.app.database.write(partial(people.forget, person=who))
    await run(desk.app)
    assert await counts(desk.app, number) == {"sent": 1, "erased": 1}


async def test_blocked_people_are_gone_until_they_write_again(desk: Desk) -> None:
    await subscriber(desk.app, "tu")
    first = await approved(desk.app)
    desk.channel.failures.append(SendFailed(Outcome.GONE, "blocked"))
    await run(desk.app)
    assert await counts(desk.app, first) == {"gone": 1}
    await approved(desk.app, Draft("Khác hẳn", "Chuyện khác, không giống chút nào.", "dien-nuoc"))
    await run(desk.app)
    assert not desk.channel.said
    await desk.ask("xin chào", who="tu")
    desk.channel.said.clear()
    assert await act(desk.app, notices.send_again, first) == 1
    await run(desk.app, 2)
    assert heard(desk) == {"tu": 1}
    assert await counts(desk.app, first) == {"sent": 1}


async def test_paused_gone_on_withdrawn(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(30):
        await subscriber(desk.app, f"p{number:02}")
    monkeypatch.setattr(listing, "AHEAD", 10)
    desk.channel.pace = 1.0
    number = await approved(desk.app)
    await run(desk.app)
    assert (await counts(desk.app, number))["sent"] == 10
    await act(desk.app, notices.pause, number)
    await run(desk.app, 2)
    assert await counts(desk.app, number) == {"sent": 10, "listed": 20}
    await act(desk.app, notices.go_on, number)
    await run(desk.app)
    assert (await counts(desk.app, number))["sent"] == 20
    await act(desk.app, notices.withdraw, number, why="sai ngày")
    await run(desk.app)
    assert await counts(desk.app, number) == {"sent": 20, "withdrawn": 10}
    assert (await newskit.notice(desk.app, number)).state is State.WITHDRAWN
    assert set(heard(desk).values()) == {1}


async def test_too_many_failures_pause_it_and_call_whoever_approved(desk: Desk) -> None:
    app = desk.app
    member = await staffkit.add(app, Role.OFFICIAL, "Anh Ba")
    boss = await subscriber(app, "ba", ["khan"])
    await app.database.write(partial(staffkit.staff.link_account, person=boss, member=member.id, now=app.clock.now()))
    for number in range(12):
        await subscriber(app, f"p{number:02}")
    desk.channel.failures.extend(SendFailed(Outcome.REFUSED, "bad request") for _ in range(12))
    number = await approved(app, by=By(member.id, "Anh Ba"))
    await run(app)
    found = await newskit.notice(app, number)
    assert (found.state, found.why) == (State.PAUSED, "12/12")
    desk.channel.failures.clear()
    await app.outbox.run_due()
    assert [(address.account, "tạm dừng" in reply.text) for address, reply in desk.channel.said] == [("ba", True)]
    desk.clock.move(minutes=1)
    await act(app, notices.go_on, number)
    await run(app)
    assert (await newskit.notice(app, number)).state is State.DONE
    assert await act(app, notices.send_again, number) == 12
    await run(app, 2)
    assert await counts(app, number) == {"sent": 12}


async def test_a_correction_goes_to_exactly_those_who_got_it(desk: Desk) -> None:
    app = desk.app
    got = await subscriber(app, "tu")
    await subscriber(app, "nam")
    desk.channel.failures.append(SendFailed(Outcome.REFUSED, "bad"))
    first = await approved(app)
    await run(app)
    names = [address.account for address, _ in desk.channel.said]
    await subscriber(app, "sau")
    await app.database.write(partial(subscriptions.stop, person=got, now=app.clock.now()))
    desk.channel.said.clear()
    fixed = Draft(
        "Cúp nước dời sang chủ nhật", "Ngày cúp nước là chủ nhật, không phải ngày mai.", "dien-nuoc", corrects=first
    )
    second = await approved(app, fixed)
    await run(app)
    assert [address.account for address, _ in desk.channel.said] == names
    assert desk.channel.said[0][1].title == "Đính chính TB 1: Cúp nước dời sang chủ nhật"
    assert await counts(app, second) == {"sent": 1}


async def test_what_may_have_arrived_is_listed_and_not_sent_twice(desk: Desk) -> None:
    await subscriber(desk.app, "tu")
    desk.channel.failures.append(SendFailed(Outcome.UNKNOWN, "the line broke"))
    number = await approved(desk.app)
    await run(desk.app, 2)
    assert await counts(desk.app, number) == {"unknown": 1}
    assert await desk.app.database.read(partial(listing.reasons, notice=number)) == [("unknown", "the line broke", 1)]
    assert not desk.channel.said


async def test_the_setting_may_have_it_sent_again(database_url: str) -> None:
    desk = make_desk(database_url, news_in_doubt="again")
    await desk.app.start()
    await subscriber(desk.app, "tu")
    desk.channel.failures.append(SendFailed(Outcome.UNKNOWN, "the line broke"))
    number = await approved(desk.app)
    await run(desk.app)
    desk.clock.move(minutes=5)
    await run(desk.app)
    assert await counts(desk.app, number) == {"sent": 1}
    await desk.app.stop()


async def test_what_is_no_longer_valid_does_not_go(desk: Desk) -> None:
    await subscriber(desk.app, "tu")
    today = desk.app.clock.local().date()
    number = await approved(desk.app, Draft("Hôm nay", "Chỉ hôm nay thôi.", "dien-nuoc", valid_until=today))
    desk.channel.failures.append(SendFailed(Outcome.RETRY, "away", retry_after=30 * 3600))
    await run(desk.app)
    desk.clock.move(hours=31)
    await run(desk.app)
    assert await counts(desk.app, number) == {"withdrawn": 1}
    assert not desk.channel.said


async def test_the_last_day_of_the_year_and_a_clock_that_jumps_back(desk: Desk) -> None:
    await subscriber(desk.app, "tu")
    desk.clock.move(days=38)  # 31 December, 9:00
    last = date(2026, 12, 31)
    number = await newskit.written(desk.app, Draft("Tất niên", "Họp mặt cuối năm.", "dien-nuoc", valid_until=last))
    due = desk.clock.now() + timedelta(hours=2)
    await act(desk.app, notices.approve, number, version=1, two_people=False, due=due)
    desk.clock.move(hours=-3)
    await run(desk.app)
    assert (await newskit.notice(desk.app, number)).state is State.SCHEDULED
    desk.clock.move(hours=5)
    await run(desk.app)
    assert await counts(desk.app, number) == {"sent": 1}
    desk.clock.move(hours=24)
    with pytest.raises(NoticeError) as refused:
        await approved(desk.app, Draft("Trễ", "Đã qua ngày.", "dien-nuoc", valid_until=last))
    assert refused.value.why is Refusal.PAST


async def test_every_step_is_in_the_log(desk: Desk) -> None:
    await subscriber(desk.app, "tu")
    number = await newskit.written(desk.app)
    await act(desk.app, notices.submit, number, version=1)
    await act(desk.app, notices.approve, number, version=1, two_people=True)
    await run(desk.app)
    await act(desk.app, notices.send_again, number)
    noted = await desk.app.database.read(lambda c: [entry.act for entry in entries(c, Filter(), 20)])
    assert noted == ["notice-again", "notice-approved", "notice-submitted", "notice-written"]
