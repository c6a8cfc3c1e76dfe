"""What README tells of the channels is what they declare, and it names every channel that the bot can speak on."""

from __future__ import annotations

from pathlib import Path

import pytest

import bot.channels
from bot.channels.base import Channel
from bot.commands.channels import CHANNELS, table

ROOT = Path(__file__).parents[2]


def test_the_table_is_what_the_channels_declare() -> None:
    """If this fails: put what `python -m bot channels` prints into README.md."""
    assert table() in (ROOT / "README.md").read_text(encoding="utf-8")


def test_no_channel_is_left_out() -> None:
    folder = Path(bot.channels.__file__).parent
    named = {path.parent.name for path in folder.glob("*/channel.py")} | {"console"}
    assert named == {channel.name for channel in CHANNELS.values()}


@pytest.mark.parametrize("channel", CHANNELS.values(), ids=lambda channel: channel.name)
def test_a_channel_without_buttons_shows_numbers(channel: type[Channel]) -> None:
    assert channel.limits.buttons or channel.limits.numbered
