"""`python -m bot qr`: posters for the counters, to be printed: HTML files that stand alone."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace
from functools import partial
from pathlib import Path

import httpx

from bot.clock import Clock
from bot.counter_codes import Quarter
from bot.links import telegram_link, zalo_bot_link, zalo_oa_link
from bot.posters import Poster, counters_of, posters
from bot.settings import Settings
from bot.storage import keys, oa_tokens
from bot.storage.database import Database
from bot.storage.migrate import migrate
from bot.ward import Ward
from bot.web.printing import SIZES, alone, poster_page

_PATIENCE = 10.0  # seconds


def add_arguments(parser: ArgumentParser) -> None:
    """For which counters, how large, where to."""
    parser.add_argument("--counter", action="append", metavar="ID", help="of this counter only; may be given again")
    parser.add_argument("--size", choices=SIZES, default="A4", help="the paper (default: A4)")
    parser.add_argument("--next", action="store_true", help="for the next quarter instead of this one")
    parser.add_argument("--out", type=Path, required=True, metavar="DIR|FILE", help="a folder, or one .html file")


async def run(settings: Settings, arguments: Namespace) -> int:
    """Write the posters; 0 if there are any."""
    ward, clock = Ward.load(settings.ward_file), Clock()
    names = counters_of(ward)
    wanted = arguments.counter or [name for name in names if name or not ward.counters]
    if unknown := [counter for counter in wanted if counter not in names]:
        known = ", ".join(filter(None, names)) or "none"
        return _refused(f"ward.toml has no counter {', '.join(unknown)}; it has: {known}.")
    await migrate(settings.database_url)
    database = Database(settings.database_url)
    await database.open()
    try:
        key = await database.write(partial(keys.key, name=keys.COUNTERS, now=clock.now()))
    finally:
        await database.close()
    quarter = Quarter.of(clock.local().date()).moved(int(arguments.next))
    telegram = await _telegram_name(settings)
    chats = await _zalo(settings)
    deep_links = {"telegram": partial(telegram_link, telegram)} if telegram else {}
    made = posters(ward, key, quarter, wanted, settings.public_url or "", deep_links, chats)
    if not made:
        return _refused("A poster needs an address: set PUBLIC_URL (or TELEGRAM_TOKEN) in .env.")
    if not settings.public_url:
        print("PUBLIC_URL is not set: no poster for the web chat.", file=sys.stderr)
    _write(arguments.out, made, arguments.size, ward)
    print(f"The codes are taken until {made[0].until:%d/%m/%Y}. Open a file in a browser and print it.")
    return 0


def _write(out: Path, made: list[Poster], size: str, ward: Ward) -> None:
    """One file, or one for each counter."""
    rendering = alone(ward)
    if out.suffix.lower() in (".html", ".htm"):
        files = {out: made}
    else:
        files = {}
        for poster in made:
            files.setdefault(out / f"poster-{poster.counter or 'desk'}-{size}.html", []).append(poster)
    for path, some in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(poster_page(rendering, some, size, inline=True), encoding="utf-8")
        sheets = ", ".join(f"{poster.channel} {poster.code}" for poster in some)
        print(f"{path}: {sheets}")


async def _telegram_name(settings: Settings) -> str:
    """What the bot is called on Telegram, "" if it speaks there not, or Telegram does not answer."""
    if settings.telegram_token is None:
        return ""
    try:
        async with httpx.AsyncClient(timeout=_PATIENCE) as client:
            token = settings.telegram_token.get_secret_value()
            answer = await client.get(f"{settings.telegram_api_url}/bot{token}/getMe")
        return str(answer.json()["result"]["username"])
    except (httpx.HTTPError, ValueError, KeyError, TypeError):
        print("Telegram does not say the bot's name: no poster for Telegram.", file=sys.stderr)
        return ""


async def _zalo(settings: Settings) -> dict[str, str]:
    """Where talks on Zalo are opened, as far as the settings and the connection say it."""
    chats = {}
    if settings.zalo_bot_token:
        chats["zalo_bot"] = zalo_bot_link(settings.zalo_bot_token.get_secret_value().partition(":")[0])
    if account := settings.zalo_oa_id or await _connected(settings):
        chats["zalo_oa"] = zalo_oa_link(account)
    return chats


async def _connected(settings: Settings) -> str:
    """The number of the Official Account that is connected, "" if none is."""
    if not settings.zalo_oa_app_id:
        return ""
    database = Database(settings.database_url)
    await database.open()
    try:
        pair = await database.read(partial(oa_tokens.find, channel="zalo_oa"))
    finally:
        await database.close()
    return pair.account if pair else ""


def _refused(why: str) -> int:
    print(why, file=sys.stderr)
    return 1
