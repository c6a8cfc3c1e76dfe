"""Addresses that open the bot with a code in hand: what a QR code holds, for each channel.

The payload is `q-` and the code of a counter, `v-` and the code of a receipt, `join-` and a one-time link of the
staff, `tin` for the ward's news, `gopy` for suggestions or `gopy-`
and the number of one; Telegram takes up to 64 of A-Z a-z 0-9 _ - after `?start=`
(https://core.telegram.org/bots/features#deep-linking), the web chat the same.
"""

from __future__ import annotations

from bot import codes

AT_COUNTER, RECEIPT = "q-", "v-"
JOIN = "join-"
NEWS = "tin"
SUGGESTION = "gopy-"


def web_link(public_url: str, payload: str) -> str:
    """The web chat's address with a payload: /danh-gia/ for a counter, /phieu/ for a receipt, the code readable."""
    folder = "danh-gia" if payload.startswith(AT_COUNTER) else "phieu"
    return f"{public_url.rstrip('/')}/{folder}/{codes.shown(payload[2:])}"


def zalo_bot_link(bot: str) -> str:
    """The page that opens a talk with a free Zalo Bot of this number; no payload can be given to it."""
    return f"https://bot.zaloplatforms.com/bots/{bot}"


def zalo_oa_link(account: str) -> str:
    """The page of the Official Account of this number; no payload can be given to it."""
    return f"https://zalo.me/{account}"


def telegram_link(name: str, payload: str) -> str:
    """The deep link into a Telegram bot of this name."""
    return f"https://t.me/{name}?start={payload}"
