"""The ward's staff in the chat: joining by a code, a link to the pages, inviting; and nothing of it for citizens."""

from __future__ import annotations

import re
from functools import partial

import pytest

from bot.masking import mask
from bot.messages import Reply, What
from bot.routes import Role
from bot.storage import audit, links, staff
from bot.storage.audit import OPERATOR, Filter
from bot.storage.links import Purpose
from bot.storage.staff import Member
from handlers import joining
from tests.kit import Desk
from tests.staffkit import add, link_for


async def joined(desk: Desk, role: Role = Role.ADMINISTRATOR, who: str = "hai", name: str = "Chị Hai") -> Member:
    """A chat account that is one of the staff."""
    member = await add(desk.app, role, name)
    await desk.ask(f"join-{await link_for(desk.app, member, Purpose.JOIN)}", who=who)
    return member


async def members(desk: Desk) -> list[Member]:
    return await desk.app.database.read(staff.listed)


def text_of(replies: list[Reply]) -> str:
    return "\n".join(f"{reply.title} {reply.text}" for reply in replies)


def token_in(text: str) -> str:
    found = re.search(r"/vao/([A-Za-z]{45})", text)
    assert found, text
    return found[1]


@pytest.mark.parametrize(
    "words",
    [
        "join-{token}",
        "/start join-{token}",
        "Mã của em đây: join-{token} nha",
        "http://127.0.0.1:8080/vao/{token}",
        "https://t.me/longphu_bot?start=join-{token}",
    ],
)
async def test_a_code_makes_a_chat_account_one_of_the_staff_once(desk: Desk, words: str) -> None:
    member = await add(desk.app, Role.OFFICIAL, "Cô Sáu")
    sent = words.format(token=await link_for(desk.app, member, Purpose.JOIN))
    assert "đã nối với Cô Sáu (Cán bộ)" in text_of(await desk.ask(sent, who="sau"))
    assert [account.staff for account in await desk.app.database.read(staff.accounts)] == [member.id]
    assert "đã dùng rồi" in text_of(await desk.ask(sent, who="ke-gian"))
    assert len(await desk.app.database.read(staff.accounts)) == 1


async def test_a_code_comes_through_the_masks_whole(desk: Desk) -> None:
    member = await add(desk.app)
    for _ in range(20):
        words = f"Mã OTP join-{await link_for(desk.app, member, Purpose.JOIN)}"
        assert joining.is_code(mask(words)[0])


async def test_old_forged_and_wrong_codes_change_nothing(small_desk: Desk) -> None:
    member = await add(small_desk.app)
    old = await link_for(small_desk.app, member, Purpose.JOIN)
    small_desk.clock.move(minutes=10)
    sign_in = await link_for(small_desk.app, member, Purpose.SIGN_IN)
    for token in (old, "a" * 45, sign_in):
        assert "đã hết hạn, hoặc không đúng" in text_of(await small_desk.ask(f"join-{token}"))
    assert await small_desk.app.database.read(staff.accounts) == []
    now = small_desk.clock.now()
    still = await small_desk.app.database.read(partial(links.look, token=sign_in, now=now))
    assert still.state == "open"  # a link to the pages links no chat, and is not used up by trying


async def test_who_tries_many_codes_has_to_wait(small_desk: Desk) -> None:
    member = await add(small_desk.app)
    for number in range(6):
        await small_desk.ask("join-" + "abcdef"[number] * 45)
    good = f"join-{await link_for(small_desk.app, member, Purpose.JOIN)}"
    assert "không dùng được" in text_of(await small_desk.ask(good))
    small_desk.clock.move(minutes=9)
    good = f"join-{await link_for(small_desk.app, member, Purpose.JOIN)}"
    small_desk.clock.move(minutes=1)
    assert "đã nối" in text_of(await small_desk.ask(good))


async def test_staff_get_a_link_that_lets_them_in(desk: Desk) -> None:
    member = await joined(desk, Role.OFFICIAL)
    for words in ("/quantri", "quản trị", "dang nhap quan tri"):
        (reply,) = await desk.ask(words, who="hai")
        assert "10 phút" in reply.text
        assert "PUBLIC_URL chưa được đặt" in reply.text
        link = await desk.app.database.read(partial(links.look, token=token_in(reply.text), now=desk.clock.now()))
        assert (link.state, link.staff, link.purpose) == ("open", member.id, Purpose.SIGN_IN)
    found = await desk.app.database.read(partial(audit.entries, wanted=Filter(act="link-made"), limit=9))
    assert [entry.detail["channel"] for entry in found] == ["test"] * 3


@pytest.mark.parametrize("words", ["/quantri", "quản trị", "đăng nhập quản trị", "/moi", "mời người"])
async def test_to_a_citizen_there_is_no_such_thing(small_desk: Desk, words: str) -> None:
    said = text_of(await small_desk.ask(words))
    unknown = text_of(await small_desk.ask("/khongcogi"))
    assert "/vao/" not in said
    assert not [hint for hint in ("trang cán bộ", "quản trị", "tên gì") if hint in said]
    if words.startswith("/"):
        assert said.endswith(unknown)  # the first time after the welcome
    assert await small_desk.app.database.read(audit.acts) == []


@pytest.mark.parametrize("data", ["invite:administrator", "invite:no"])
async def test_a_forged_button_invites_nobody(small_desk: Desk, data: str) -> None:
    await joined(small_desk, Role.OFFICIAL, "sau")
    before = await members(small_desk)
    for who in ("ba-tu", "sau"):
        assert "/vao/" not in text_of(await small_desk.ask(data=data, who=who))
    assert await members(small_desk) == before


async def test_an_official_does_not_invite(small_desk: Desk) -> None:
    await joined(small_desk, Role.OFFICIAL)
    assert "tên gì" not in text_of(await small_desk.ask("/moi", who="hai"))


async def test_an_administrator_invites_by_name_and_role(desk: Desk) -> None:
    await joined(desk)
    await desk.ask("/moi", who="hai")
    (asked,) = await desk.ask("Cô  Sáu Lụa", who="hai")
    assert [button.label for button in asked.buttons] == ["Cán bộ", "Quản trị viên", "Thôi, không mời"]
    (made,) = await desk.ask("1", who="hai")  # a typed choice counts as the button
    assert made.title == "Lời mời cho Cô Sáu Lụa"
    assert ("Cô Sáu Lụa", "official") in [(one.name, one.role) for one in await members(desk)]
    code = f"join-{token_in(made.text)}"
    assert code in made.text
    assert "đã nối với Cô Sáu Lụa" in text_of(await desk.ask(code, who="sau"))
    (entry, *_) = await desk.app.database.read(partial(audit.entries, wanted=Filter(act="added"), limit=1))
    assert entry.name == "Chị Hai"


async def test_an_invitation_is_left(small_desk: Desk) -> None:
    await joined(small_desk)
    for way in ("thôi", "dừng lại"):
        await small_desk.ask("/moi", who="hai")
        await small_desk.ask("Cô Sáu", who="hai")
        await small_desk.ask(way, who="hai")
    await small_desk.ask("/moi", who="hai")
    await small_desk.press("Thôi, không mời", who="hai")
    await small_desk.ask(data="invite:official", who="hai")  # an old button: there is no name any more
    assert len(await members(small_desk)) == 1


async def test_removed_means_a_citizen_again(desk: Desk) -> None:
    await add(desk.app, name="Chú Ba")
    member = await joined(desk)
    await desk.app.database.write(partial(staff.remove, by=OPERATOR, member=member.id, now=desk.clock.now()))
    assert "/vao/" not in text_of(await desk.ask("/quantri", who="hai"))
    assert "tên gì" not in text_of(await desk.ask("/moi", who="hai"))


async def test_who_erases_their_data_is_a_citizen_again_and_the_log_says_so(small_desk: Desk) -> None:
    member = await joined(small_desk)
    await small_desk.ask("/xoa", who="hai")
    await small_desk.press("Có, xóa hết", who="hai")
    assert await small_desk.app.database.read(staff.accounts) == []
    (entry, *_) = await small_desk.app.database.read(partial(audit.entries, wanted=Filter(staff=member.id), limit=1))
    assert (entry.act, entry.name) == ("unlinked", "Chị Hai")


async def test_nothing_secret_is_said_in_a_group(small_desk: Desk) -> None:
    await joined(small_desk)
    member = await add(small_desk.app, name="Chú Ba")
    code = f"join-{await link_for(small_desk.app, member, Purpose.JOIN)}"
    for words in ("/quantri", "/moi", code):
        said = text_of(await small_desk.ask(words, who="hai", group=True))
        assert "/vao/" not in said
        assert "nhắn riêng" in said
    assert len(await small_desk.app.database.read(staff.accounts)) == 1


async def test_a_forwarded_code_is_taken_as_typed(small_desk: Desk) -> None:
    member = await add(small_desk.app)
    code = f"join-{await link_for(small_desk.app, member, Purpose.JOIN)}"
    assert "đã nối" in text_of(await small_desk.ask(code, what=What.FORWARD))
