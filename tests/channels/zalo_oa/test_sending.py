"""Sending: what each refusal means, buttons or numbers, the window, the pace."""

from __future__ import annotations

import asyncio
from functools import partial

import pytest

from bot.channels.base import Outcome, SendFailed
from bot.channels.zalo_oa.pace import Pace
from bot.messages import Address, Button, Image, Reply
from bot.storage import people
from bot.storage.database import Database
from tests.channels.zalo_oa.rig import Running, running
from tests.fakes.zalo import ZaloFake
from tests.fakes.zalo_api.people import Citizen
from tests.fakes.zalo_api.wire import OaError

SEND = "/v3.0/oa/message/cs"
CHOICE = Reply(
    "Bà con chọn:", buttons=(Button("Giấy tờ", "a:1"), Button("Cổng", url="https://dvc.example"), Button("Phí", "a:2"))
)


@pytest.mark.parametrize(
    ("error", "outcome", "account_wide"),
    [
        (-32, Outcome.RETRY, True),
        (-201, Outcome.REFUSED, False),
        (-210, Outcome.REFUSED, False),
        (-211, Outcome.REFUSED, False),
        (-213, Outcome.GONE, False),
        (-218, Outcome.REFUSED, False),
        (-221, Outcome.RETRY, True),
        (-223, Outcome.RETRY, True),
        (-224, Outcome.RETRY, True),
        (-227, Outcome.GONE, False),
        (-230, Outcome.GONE, False),
        (-232, Outcome.GONE, False),
        (-234, Outcome.RETRY, False),
        (-242, Outcome.RETRY, True),
        (-244, Outcome.REFUSED, False),
        (-248, Outcome.REFUSED, False),
        (-320, Outcome.RETRY, True),
        (-321, Outcome.RETRY, True),
        (-9999, Outcome.UNKNOWN, False),
    ],
)
async def test_every_refusal_has_its_meaning(
    run: Running, user: Citizen, error: int, outcome: Outcome, account_wide: bool
) -> None:
    run.fake.refuses(SEND, OaError(error, "no"))
    with pytest.raises(SendFailed) as caught:
        await run.channel.send(Address("zalo_oa", user.id), Reply("Dạ"))
    assert (caught.value.outcome, caught.value.account_wide) == (outcome, account_wide)


async def test_short_choices_are_buttons_that_come_back_as_pressed(run: Running, user: Citizen) -> None:
    await run.channel.send(Address("zalo_oa", user.id), CHOICE)
    (message,) = user.heard()
    assert (message.kind, message.text) == ("list", "Bà con chọn:")
    assert message.buttons == (("1. Giấy tờ", "hl:a:1"), ("Cổng", "https://dvc.example"), ("2. Phí", "hl:a:2"))
    await run.fake.oa.press(user.screen, "2. Phí")
    assert run.taken.got[0].data == "a:2"


async def test_what_does_not_fit_a_list_is_numbered(run: Running, user: Citizen) -> None:
    address = Address("zalo_oa", user.id)
    await run.channel.send(address, Reply("chữ " * 200, buttons=CHOICE.buttons))
    await run.channel.send(address, Reply("Chọn:", buttons=tuple(Button(f"Mục {n}", f"a:{n}") for n in range(6))))
    long_one, many = user.heard()
    assert (long_one.kind, many.kind) == ("text", "text")
    assert long_one.text.endswith("1. Giấy tờ\nCổng: https://dvc.example\n2. Phí")
    assert "6. Mục 5" in many.text


async def test_lists_that_zalo_refuses_are_tried_once(run: Running, user: Citizen) -> None:
    run.fake.oa.takes_lists = False
    for _ in range(2):
        await run.channel.send(Address("zalo_oa", user.id), CHOICE)
    assert [message.kind for message in user.heard()] == ["text", "text"]
    assert len(run.fake.called(SEND)) == 3


async def test_lists_can_be_switched_off(fake: ZaloFake, database: Database, user: Citizen) -> None:
    async with running(fake, database, zalo_oa_buttons=False) as run:
        await run.channel.send(Address("zalo_oa", user.id), CHOICE)
        assert [message.kind for message in user.heard()] == ["text"]


async def test_a_picture_that_does_not_go_costs_no_words(run: Running, user: Citizen) -> None:
    address = Address("zalo_oa", user.id)
    await run.channel.send(address, Reply("Tháng 10", image=Image(b"x" * 1_000_001, "76,7%")))
    run.fake.refuses("/v2.0/oa/upload/image", OaError(-210, "too large"))
    await run.channel.send(address, Reply("Tháng 11", image=Image(b"x", "80%")))
    assert [message.text for message in user.heard()] == ["Tháng 10\n\n76,7%", "Tháng 11\n\n80%"]


async def test_a_file_goes_out(run: Running, user: Citizen) -> None:
    await run.channel.send_file(Address("zalo_oa", user.id), "bao-cao.pdf", b"%PDF", "application/pdf")
    (message,) = user.heard()
    assert (message.kind, message.raw["content"]) == ("file", b"%PDF")


@pytest.mark.parametrize(
    ("hours", "paid", "goes"), [(47, False, True), (49, False, False), (49, True, True), (169, True, False)]
)
async def test_nobody_is_written_to_unasked_outside_the_window(
    fake: ZaloFake, database: Database, user: Citizen, hours: int, paid: bool, goes: bool
) -> None:
    async with running(fake, database, zalo_oa_paid_window=paid) as run:
        address = Address("zalo_oa", user.id)
        await database.write(partial(people.meet, address=address, language="vi", now=run.clock.now()))
        fake.clock.advance(hours * 3600)  # type: ignore[attr-defined]
        if goes:
            await run.channel.send_unasked(address, Reply("Tin của phường"))
            assert len(user.heard()) == 1
        else:
            with pytest.raises(SendFailed) as caught:
                await run.channel.send_unasked(address, Reply("Tin của phường"))
            assert caught.value.outcome is Outcome.GONE
            assert fake.called(SEND) == []


async def test_a_stranger_is_not_written_to(run: Running, user: Citizen) -> None:
    with pytest.raises(SendFailed):
        await run.channel.send_unasked(Address("zalo_oa", user.id), Reply("Tin của phường"))


async def test_bulk_leaves_room_for_replies() -> None:
    pace = Pace(60)  # ten at once, then one a second
    waiting = [asyncio.create_task(pace.turn(bulk=True)) for _ in range(20)]
    await asyncio.sleep(0.05)
    assert sum(task.done() for task in waiting) == 6  # down to the half that is kept
    async with asyncio.timeout(0.5):
        for _ in range(4):
            await pace.turn()
    for task in waiting:
        task.cancel()
    await asyncio.gather(*waiting, return_exceptions=True)
