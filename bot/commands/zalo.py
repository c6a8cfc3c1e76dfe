"""`python -m bot zalo`: connects the Official Account from the shell, and tells how it is connected."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace
from functools import partial

from bot.channels.zalo_common.http import CallFailed
from bot.channels.zalo_oa.account import Account, account_from
from bot.channels.zalo_oa.connecting import WrongAccount, came_back
from bot.channels.zalo_oa.errors import OaRefused
from bot.channels.zalo_oa.tokens import CHANNEL
from bot.clock import VIETNAM, Clock
from bot.settings import Settings
from bot.storage import oa_tokens
from bot.storage.database import Database
from bot.storage.migrate import migrate

_MISSING = "Set ZALO_OA_APP_ID, ZALO_OA_APP_SECRET and PUBLIC_URL first; docs/zalo.md tells where they come from."


def add_arguments(parser: ArgumentParser) -> None:
    """What to do."""
    acts = parser.add_subparsers(dest="act", required=True, metavar="ACT")
    acts.add_parser("connect", help="show the address that an administrator of the Official Account opens")
    code = acts.add_parser("code", help="finish by hand, where the browser could not reach the bot")
    code.add_argument("came_back", metavar="ADDRESS", help="the address to which Zalo sent the browser, or its code")
    acts.add_parser("show", help="tell which account is connected and until when")


async def run(settings: Settings, arguments: Namespace) -> int:
    """Do it; the bot may be running or not."""
    await migrate(settings.database_url)
    database = Database(settings.database_url)
    await database.open()
    account = account_from(settings, database, Clock())
    try:
        if account is None or not settings.public_url:
            print(_MISSING, file=sys.stderr)
            return 1
        if arguments.act == "connect":
            return await _connect(account)
        if arguments.act == "code":
            return await _finish(account, arguments.came_back)
        return await _show(database)
    finally:
        await database.close()


async def _connect(account: Account) -> int:
    proof = await account.connecting.proof()
    print(
        "In Zalo's console, under Official Account of the app, enter once:",
        f"  Callback URL    {account.connecting.redirect}",
        f"  Code challenge  {proof.challenge}",
        "Then an administrator of the Official Account opens this address within half an hour:",
        f"  {await account.connecting.address()}",
        "If the browser ends on a page that cannot be reached: python -m bot zalo code 'THAT ADDRESS'",
        sep="\n",
    )
    return 0


async def _finish(account: Account, address: str) -> int:
    await account.http.open()
    try:
        await account.connecting.finish(*came_back(address))
    except WrongAccount:
        print("This is another Official Account than the one in ZALO_OA_ID.", file=sys.stderr)
        return 1
    except (OaRefused, CallFailed) as error:
        print(
            f"Zalo did not accept the code ({error}): make a new one with python -m bot zalo connect.", file=sys.stderr
        )
        return 1
    finally:
        await account.http.close()
    print("The Official Account is connected.")
    return 0


async def _show(database: Database) -> int:
    pair = await database.read(partial(oa_tokens.find, channel=CHANNEL))
    if pair is None:
        print("No Official Account is connected: python -m bot zalo connect")
        return 1
    if pair.lost:
        print(f"The connection of {pair.account} is lost ({pair.lost}): python -m bot zalo connect")
        return 1
    ends = pair.refresh_ends.astimezone(VIETNAM)
    print(f"Official Account {pair.account or '(its id was not told)'} is connected; unrenewed until {ends:%d/%m/%Y}.")
    return 0
