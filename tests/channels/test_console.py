"""The console tells a picture in words."""

from __future__ import annotations

from io import StringIO

from bot.channels.console import Console
from bot.messages import Address, Button, Image, Reply
from tests.kit import SetClock


async def test_a_picture_is_its_words() -> None:
    written = StringIO()
    console = Console(SetClock(), written)
    reply = Reply("Tháng 10:", buttons=(Button("Tháng 9", "a"),), image=Image(b"png", "Hài lòng: 76,7% của 43 phiếu."))
    await console.send(Address("console", "me"), reply)
    assert written.getvalue() == "Tháng 10:\n[Hài lòng: 76,7% của 43 phiếu.]\n  1. Tháng 9\n\n"


def test_a_picture_is_kept_with_its_reply() -> None:
    reply = Reply("Tháng 10:", image=Image(b"\x89PNG\x00", "Hài lòng"))
    assert Reply.from_json(reply.as_json()) == reply
    assert "image" not in Reply("Không hình").as_json()
