"""How others send the same to the same people: a program of its own, run by an interpreter that has what it needs.

python benchmarks/broadcast_rivals.py KIND API TOKEN PEOPLE, where KIND is loop (python-telegram-bot, one after the
other), limiter (its AIORateLimiter, everything handed over at once) or aiogram (the recipe of its documentation).
Prints how many were lost. The bot's own environment cannot hold aiogram, whose pydantic is an older one; make another:
python -m venv DIR && DIR/bin/pip install "aiogram==3.31.0" "python-telegram-bot[rate-limiter]==22.8"
"""

from __future__ import annotations

import asyncio
import sys
from typing import Any

TEXT = "Ngày mai từ 8 giờ tới 11 giờ cúp nước để sửa ống, bà con trữ nước giúp. " * 4
_AIOGRAM_PAUSE = 0.05  # seconds: "20 messages per second (Limit: 30 messages per second)" says the recipe


async def loop(api: str, token: str, people: int) -> int:
    """One after the other; what is refused is lost."""
    from telegram import Bot  # noqa: PLC0415 - each kind needs its own
    from telegram.error import TelegramError  # noqa: PLC0415 - as above

    lost = 0
    async with Bot(token, base_url=f"{api}/bot") as bot:
        for chat in range(1, people + 1):
            try:
                await bot.send_message(chat, TEXT)
            except TelegramError:
                lost += 1
    return lost


async def limiter(api: str, token: str, people: int) -> int:
    """Everything at once, held back by the library's own limiter, with its retries."""
    from telegram.ext import AIORateLimiter, ExtBot  # noqa: PLC0415 - as above
    from telegram.request import HTTPXRequest  # noqa: PLC0415 - as above

    request = HTTPXRequest(32, pool_timeout=600)
    async with ExtBot(token, f"{api}/bot", request=request, rate_limiter=AIORateLimiter(max_retries=3)) as bot:
        sends = (bot.send_message(chat, TEXT) for chat in range(1, people + 1))
        ended = await asyncio.gather(*sends, return_exceptions=True)
    return sum(isinstance(one, BaseException) for one in ended)


async def aiogram(api: str, token: str, people: int) -> int:
    """A pause after each, and a wait where the platform asks for one."""
    import aiogram as library  # noqa: PLC0415 - as above
    from aiogram.client.session.aiohttp import AiohttpSession  # noqa: PLC0415 - as above
    from aiogram.client.telegram import TelegramAPIServer  # noqa: PLC0415 - as above
    from aiogram.exceptions import TelegramAPIError, TelegramRetryAfter  # noqa: PLC0415 - as above

    bot: Any = library.Bot(token, session=AiohttpSession(api=TelegramAPIServer.from_base(api)))

    async def send(chat: int) -> bool:
        try:
            await bot.send_message(chat, TEXT)
        except TelegramRetryAfter as refused:
            await asyncio.sleep(refused.retry_after)
            return await send(chat)
        except TelegramAPIError:
            return False
        return True

    lost = 0
    for chat in range(1, people + 1):
        lost += not await send(chat)
        await asyncio.sleep(_AIOGRAM_PAUSE)
    await bot.session.close()
    return lost


if __name__ == "__main__":
    kind, its_api, its_token, count = sys.argv[1:]
    ways = {"loop": loop, "limiter": limiter, "aiogram": aiogram}
    print(asyncio.run(ways[kind](its_api, its_token, int(count))))
