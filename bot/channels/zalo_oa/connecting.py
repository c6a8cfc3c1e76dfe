"""Connecting the Official Account: the address to open, and what is done with the code that comes back."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from bot.channels.zalo_oa.oauth import CALLBACK, OAuth, Proof
from bot.channels.zalo_oa.tokens import CHANNEL
from bot.clock import Clock
from bot.storage import keys, oa_tokens
from bot.storage.database import Database

_KEY = "zalo-oa-proof"


class WrongAccount(Exception):  # noqa: N818 - says what is so
    """Another Official Account than ZALO_OA_ID was chosen."""


@dataclass(frozen=True)
class Connecting:
    """What it takes; `account` is the one Official Account that may be connected ("" for any)."""

    database: Database
    clock: Clock
    oauth: OAuth
    public_url: str
    account: str = ""

    @property
    def redirect(self) -> str:
        """Where Zalo sends the browser back to; the same must stand in Zalo's console."""
        return self.public_url + CALLBACK

    async def proof(self) -> Proof:
        """The PKCE secret, made when first asked for."""
        return Proof(await self.database.write(partial(keys.key, name=_KEY, now=self.clock.now())))

    async def address(self) -> str:
        """What an administrator of the Official Account opens; it works for half an hour."""
        return self.oauth.consent_url(self.redirect, await self.proof())

    async def finish(self, code: str, account: str) -> None:
        """Exchange the code and keep the tokens. Raises `WrongAccount`, `OaRefused`, `CallFailed`."""
        if self.account and account and account != self.account:
            raise WrongAccount
        fresh = await self.oauth.exchange(code, await self.proof())
        work = partial(
            oa_tokens.connected, channel=CHANNEL, account=account or self.account, fresh=fresh, now=self.clock.now()
        )
        await self.database.write(work)
