"""`python -m bot channels`: what works, works otherwise or cannot on each channel, from what the channels declare."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Callable

from bot.channels.base import Channel, Limits
from bot.channels.console import Console
from bot.channels.telegram.channel import TelegramChannel
from bot.channels.webchat import WebChat
from bot.channels.zalo_bot.channel import ZaloBotChannel
from bot.channels.zalo_oa.channel import ZaloOaChannel
from bot.settings import Settings

CHANNELS: dict[str, type[Channel]] = {
    "Trang web": WebChat,
    "Telegram": TelegramChannel,
    "Zalo OA": ZaloOaChannel,
    "Zalo Bot": ZaloBotChannel,
    "Cửa sổ lệnh": Console,
}
"""In the order of the table; the words of the table are the README's, which is written in Vietnamese."""


_REAL_BUTTONS = 50  # a channel of numbers that takes more than these has lines and no buttons


def add_arguments(parser: ArgumentParser) -> None:
    """None: all of them are shown."""


async def run(settings: Settings, arguments: Namespace) -> int:
    """Print the table."""
    print(table(), end="")
    return 0


def table() -> str:
    """The table of README.md."""
    limits = [channel.limits for channel in CHANNELS.values()]
    lines = [["Việc", *CHANNELS], ["---"] * (len(CHANNELS) + 1)]
    lines += [[name, *map(say, limits)] for name, say in _ROWS.items()]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def _buttons(limits: Limits) -> str:
    if not limits.buttons:
        return "✎ gõ số hay gõ tên mục"
    if not limits.numbered:
        return "✓"
    return "✎ gõ số" if limits.buttons > _REAL_BUTTONS else f"✎ tới {limits.buttons} nút trong tin ngắn, còn lại gõ số"


def _numbers(limits: Limits) -> str:
    return "✓ số hiện sẵn" if limits.numbered else "✓ số theo thứ tự"


def _editing(limits: Limits) -> str:
    return "✓" if limits.can_edit else "✎ gửi tin mới"


def _length(limits: Limits) -> str:
    number = f"{limits.text:,}".replace(",", ".")
    return f"✎ cắt ở cuối câu, mỗi tin {number} ký tự"


def _pictures(limits: Limits) -> str:
    return "✓" if limits.pictures else "✎ kể bằng lời"


def _links(limits: Limits) -> str:
    return "✓" if limits.start_links else "✗ gõ mã hay câu hỏi"


def _groups(limits: Limits) -> str:
    return "✓ khi được gọi tên" if limits.groups else "✗"


def _unasked(limits: Limits) -> str:
    if limits.window is None:
        return "✓"
    return f"✎ trong {int(limits.window.total_seconds() // 3600)} giờ từ tin cuối của bà con"


_ROWS: dict[str, Callable[[Limits], str]] = {
    "Nút bấm": _buttons,
    "Gõ số để chọn": _numbers,
    "Sửa tin đã gửi": _editing,
    "Tin dài": _length,
    "Hình": _pictures,
    "Mở đúng mục từ liên kết, mã QR": _links,
    "Trả lời trong nhóm": _groups,
    "Nhắn khi bà con không hỏi": _unasked,
}
