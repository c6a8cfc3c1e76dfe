"""Officials write and decide on notices in the chat: by the same rules as on the pages, watched to their end."""

from __future__ import annotations

from datetime import datetime
from functools import partial

import pytest

from bot.channels.base import Outcome, SendFailed
from bot.clock import VIETNAM
from bot.jobs import outbox as sender
from bot.jobs.progress import Progress
from bot.messages import Reply
from bot.newsroom import Newsroom
from bot.storage import staff
from bot.storage.audit import OPERATOR, Filter, entries
from bot.storage.notice_rows import State
from handlers.notices import read_moment
from tests.handlers.ratingkit import heard
from tests.handlers.test_receipts import become_staff
from tests.kit import Desk
from tests.newskit import job, notice, subscriber

TEXT = "Mai cúp nước từ 8 giờ. Hỏi công ty nước: 0296 3841 234."


@pytest.fixture(autouse=True)
def only_when_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sender, "_LOOK_EVERY", 3600.0)


@pytest.fixture
async def office(desk: Desk) -> Desk:
    """Two officials with a chat, and two people who want news of water."""
    for who in ("hai", "ba"):
        await become_staff(desk, who)
    for name in ("tu", "nam"):
        await subscriber(desk.app, name)
    desk.channel.said.clear()
    return desk


async def write(desk: Desk, who: str = "hai", text: str = TEXT) -> list[Reply]:
    """Lead an official through a notice; returns what is shown at its end."""
    await desk.ask("viết thông báo", who=who)
    await desk.ask("Cúp nước", who=who)
    await desk.ask(text, who=who)
    await desk.press("Cúp điện, cúp nước", who=who)
    if desk.app.ward.hamlets:
        await desk.press("Cả phường", who=who)
    await desk.press("Không thời hạn", who=who)
    return await desk.press("Không khẩn", who=who)


async def look_after(desk: Desk, times: int = 1) -> None:
    """Let everything that runs by itself look so many times."""
    app = desk.app
    room = Newsroom(app.ward, app.settings, app.channels, app.catalogue, app.clock)
    for _ in range(times):
        await job(app).run()
        await app.outbox.run_due()
        await job(app).run()
        await Progress(app.switchboard._sender, app.database, room).run()
        desk.clock.move(seconds=5)


def to(desk: Desk, who: str) -> list[Reply]:
    """All that somebody heard."""
    return [reply for address, reply in desk.channel.said if address.account == who]


async def test_one_writes_another_approves_both_watch_it_go(office: Desk) -> None:
    arrives, card = await write(office)
    assert (arrives.title, arrives.text) == ("TB: Cúp nước", TEXT) or arrives.text == TEXT
    assert "Người nhận: 2 người" in card.text
    assert "Người viết không tự duyệt" in card.text
    assert "Duyệt, gửi ngay" not in [button.label for button in card.buttons]
    await office.press("Trình duyệt", who="hai")
    await office.app.outbox.run_due()
    (asked,) = to(office, "ba")
    assert "nhờ duyệt" in asked.title
    assert [button.label for button in asked.buttons] == ["Duyệt", "Trả lại", "Xem"]
    shown = await office.press("Duyệt", who="ba")
    assert "Người nhận: 2 người" in heard(shown)
    assert "Đã duyệt" in heard(await office.press("Duyệt, gửi ngay", who="ba"))
    await look_after(office, 2)
    for name in ("tu", "nam"):
        assert [reply.text for reply in to(office, name)] == [TEXT]
    for who in ("hai", "ba"):
        last = to(office, who)[-1]
        assert "▓▓▓▓▓▓▓▓▓▓ 2/2" in last.text
        assert "đã gửi: 2" in last.text
    before = len(office.channel.said)
    await look_after(office, 2)
    assert len(office.channel.said) == before  # its last word was said


async def test_the_phone_number_of_a_notice_is_not_blanked_and_a_citizens_is(office: Desk) -> None:
    await write(office)
    assert (await notice(office.app, 1)).text == TEXT
    await office.ask("xin chào", who="hai")
    assert office.channel.said
    await office.ask("gọi tôi 0912345678", who="hai")  # no notice is being written now
    kept = await office.app.database.read(lambda c: c.exec_driver_sql("SELECT text FROM questions").scalars().all())
    assert not any("0912345678" in (text or "") for text in kept)


async def test_whoever_wrote_it_cannot_approve_it_by_a_forged_button(office: Desk) -> None:
    await write(office)
    version = (await notice(office.app, 1)).version
    said = heard(await office.ask(data=f"notice:go:1:{version}", who="hai"))
    assert "Người viết không tự duyệt" in said
    assert (await notice(office.app, 1)).state is State.DRAFT


async def test_one_who_was_removed_meanwhile_cannot_approve(office: Desk) -> None:
    await write(office)
    await office.press("Trình duyệt", who="hai")
    await office.app.outbox.run_due()
    found = await office.app.database.read(staff.accounts)
    ba = next(account.staff for account in found if account.person == max(one.person for one in found))
    boss = await office.app.database.write(
        partial(staff.add, by=OPERATOR, name="Sếp", role="administrator", fields=(), now=office.clock.now())
    )
    assert boss
    await office.app.database.write(partial(staff.remove, by=OPERATOR, member=ba, now=office.clock.now()))
    for act in ("ok", "go", "back", "pause", "ended"):
        await office.ask(data=f"notice:{act}:1:4", who="ba")
    assert "Cúp nước" not in heard(to(office, "ba")[1:])
    assert (await notice(office.app, 1)).state is State.WAITING


async def test_two_approve_at_once_and_it_goes_once(office: Desk) -> None:
    await become_staff(office, "tam")
    await write(office)
    await office.press("Trình duyệt", who="hai")
    version = (await notice(office.app, 1)).version
    assert "Đã duyệt" in heard(await office.ask(data=f"notice:go:1:{version}", who="ba"))
    assert "Có người khác vừa thao tác" in heard(await office.ask(data=f"notice:go:1:{version}", who="tam"))
    await look_after(office, 2)
    assert [reply.text for reply in to(office, "tu")] == [TEXT]


async def test_given_back_with_a_reason_changed_and_asked_again(office: Desk) -> None:
    await write(office)
    await office.press("Trình duyệt", who="hai")
    await office.app.outbox.run_due()
    await office.press("Trả lại", who="ba")
    assert "trả lại cho người viết" in heard(await office.ask("sai giờ, là 9 giờ", who="ba"))
    await office.app.outbox.run_due()
    told = to(office, "hai")[-1]
    assert "sai giờ, là 9 giờ" in told.text
    await office.press("Xem", who="hai")
    await office.press("Sửa", who="hai")
    await office.press("Nội dung", who="hai")
    arrives, _ = await office.ask("Mai cúp nước từ 9 giờ.", who="hai")
    assert arrives.text == "Mai cúp nước từ 9 giờ."
    old = heard(await office.ask(data="notice:go:1:1", who="ba"))
    assert "đã được sửa sau khi" in old
    await office.press("Trình duyệt", who="hai")
    assert (await notice(office.app, 1)).state is State.WAITING


async def test_scheduled_moved_withdrawn_after_a_second_question(office: Desk) -> None:
    await write(office)
    await office.press("Trình duyệt", who="hai")
    await office.ask(data="notice:ok:1:1", who="ba")
    await office.press("Hẹn giờ", who="ba")
    assert "Chưa đọc được giờ" in heard(await office.ask("lát nữa", who="ba"))
    assert "16:30 23/11/2026" in heard(await office.ask("16h30", who="ba"))
    assert (await notice(office.app, 1)).state is State.SCHEDULED
    await office.press("Gửi vào lúc khác", who="ba")
    assert "07:30 24/11/2026" in heard(await office.press("07:30 24/11", who="ba"))
    assert "Không hoàn lại được" in heard(await office.press("Rút lại", who="ba"))
    assert (await notice(office.app, 1)).state is State.SCHEDULED
    assert "Đã rút" in heard(await office.press("Đúng, rút lại", who="ba"))
    await look_after(office, 2)
    assert to(office, "tu") == []


async def test_paused_gone_on_and_tried_again_for_whom_it_failed(office: Desk) -> None:
    await write(office)
    await office.press("Trình duyệt", who="hai")
    await office.ask(data="notice:ok:1:1", who="ba")
    await office.press("Duyệt, gửi ngay", who="ba")
    await job(office.app).run()
    assert "Đã tạm dừng" in heard(await office.ask(data="notice:pause:1", who="ba"))
    await look_after(office, 2)
    assert to(office, "tu") == []
    assert "Gửi tiếp" in [button.label for button in to(office, "hai")[-1].buttons]
    await office.press("Gửi tiếp", who="hai")
    office.channel.failures.append(SendFailed(Outcome.REFUSED, "bad request"))
    await look_after(office, 2)
    office.channel.failures.clear()
    last = to(office, "ba")[-1]
    assert "không gửi được: 1" in last.text
    assert "bad request" in last.text
    assert "1 người" in heard(await office.press("Gửi lại cho người chưa nhận được", who="ba"))
    await look_after(office, 3)
    assert len(to(office, "tu")) == len(to(office, "nam")) == 1
    assert "đã gửi: 2" in to(office, "ba")[-1].text


async def test_an_urgent_one_goes_by_one_person_with_a_reason(office: Desk) -> None:
    await write(office)
    await office.press("Sửa", who="hai")
    await office.press("Mức khẩn", who="hai")
    await office.press("Khẩn", who="hai")
    await office.ask("nước lũ lên nhanh", who="hai")
    await office.press("Duyệt, gửi ngay", who="hai")
    found = await notice(office.app, 1)
    assert (found.state, found.alone, found.reason) == (State.SCHEDULED, True, "nước lũ lên nhanh")


async def test_it_is_tried_out_on_oneself(office: Desk) -> None:
    await write(office)
    await office.press("Gửi thử cho tôi", who="hai")
    await office.app.outbox.run_due()
    assert to(office, "hai")[-1].text == TEXT
    assert to(office, "tu") == []


async def test_citizens_have_no_part_in_it(office: Desk) -> None:
    await write(office)
    for asked in ({"text": "/thongbao"}, {"text": "viết thông báo"}, {"data": "notice:show:1"}, {"data": "write:new"}):
        assert "Cúp nước" not in heard(await office.ask(**asked, who="tu"))
        assert "iêu đề" not in heard(await office.ask(**asked, who="tu"))


async def test_forged_buttons_and_wrong_words(office: Desk) -> None:
    await write(office)
    for data in ("notice:go:99:1", "notice:go:x:1", "notice:go:1:x", "notice:due:1:1:9", "notice", "notice:go:1:1:x"):
        assert "cũ" in heard(await office.ask(data=data, who="ba")), data
    assert "ngày này" in heard(await wrong_day(office))
    assert "nhắn riêng" in heard(await office.ask("/thongbao", who="hai", group=True))


async def wrong_day(desk: Desk) -> list[Reply]:
    await desk.press("Sửa", who="hai")
    await desk.press("Thời hạn", who="hai")
    return await desk.ask("hôm nào cũng được", who="hai")


async def test_left_in_the_middle_nothing_or_a_draft_is_kept(office: Desk) -> None:
    await office.ask("viết thông báo", who="hai")
    assert "không giữ lại gì" in heard(await office.press("Thôi, không viết nữa", who="hai"))
    await office.ask("viết thông báo", who="hai")
    await office.ask("Cúp nước", who="hai")
    await office.ask(TEXT, who="hai")
    await office.press("Cúp điện, cúp nước", who="hai")
    assert "bản nháp" in heard(await office.press("Thôi, không viết nữa", who="hai"))
    listed = await office.ask("/thongbao", who="hai")
    assert "1. Cúp nước – bản nháp" in heard(listed)


async def test_too_long_is_said_with_its_length(office: Desk) -> None:
    await office.ask("viết thông báo", who="hai")
    assert "Dài 151 ký tự" in heard(await office.ask("x" * 151, who="hai"))
    await office.ask("Cúp nước", who="hai")
    assert "Dài 3600 ký tự" in heard(await office.ask("chữ " * 899 + "dài.", who="hai"))


async def test_every_step_is_in_the_audit_log(office: Desk) -> None:
    await write(office)
    await office.press("Trình duyệt", who="hai")
    await office.ask(data="notice:ok:1:1", who="ba")
    await office.press("Duyệt, gửi ngay", who="ba")
    log = await office.app.database.read(partial(entries, wanted=Filter(), limit=50))
    acts = [entry.act for entry in log]
    for act in ("notice-written", "notice-changed", "notice-submitted", "notice-approved"):
        assert act in acts


def test_moments_as_people_type_them() -> None:
    now = datetime(2026, 11, 23, 9, 0, tzinfo=VIETNAM)
    for typed, meant in (
        ("16:30", (23, 16, 30)),
        ("7h30", (24, 7, 30)),
        ("8 giờ 25/11", (25, 8, 0)),
        ("24/11/2026 lúc 17g05", (24, 17, 5)),
    ):
        found = read_moment(typed, now)
        assert found is not None, typed
        assert (found.day, found.hour, found.minute) == meant, typed
    assert read_moment("sáng mai", now) is None
    assert read_moment("25:10", now) is None
