"""Connecting the Official Account: the address to open, and what is done with the code that comes back."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from urllib.parse import parse_qs, urlsplit

from bot.channels.zalo_oa.oauth import CALLBACK, OAuth, Proof
from bot.channels.zalo_oa.tokens import CHANNEL
from bot.clock import Clock
from bot.storage import keys, oa_tokens, staff
from bot.storage.audit import OPERATOR, By
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

    async def address(self, member: int = 0) -> str:
        """What an administrator of the Official Account opens; it works for half an hour.

        `member` is who of the ward's staff asked for it, 0 at the shell: that is noted when it is done.
        """
        return self.oauth.consent_url(self.redirect, await self.proof(), member)

    async def asked_by(self, state: str) -> By | None:
        """Who asked for the address that led to a callback; None if it is not ours, old, or theirs no more to ask."""
        member = (await self.proof()).whose(state, self.clock.now())
        if not member:
            return None if member is None else OPERATOR
        known = await self.database.read(partial(staff.find, member=member))
        return By(known.id, known.name) if known and known.role == staff.ADMINISTRATOR else None

    async def finish(self, code: str, account: str, by: By = OPERATOR) -> None:
        """Exchange the code and keep the tokens. Raises `WrongAccount`, `OaRefused`, `CallFailed`."""
        if self.account and account and account != self.account:
            raise WrongAccount
        fresh = await self.oauth.exchange(code, await self.proof())
        work = partial(oa_tokens.connected, channel=CHANNEL, account=account or self.account, fresh=fresh, by=by)
        await self.database.write(partial(work, now=self.clock.now()))


def came_back(address: str) -> tuple[str, str]:
    """The code and the account's id in the address to which Zalo sent a browser; a bare code is one too."""
    query = parse_qs(urlsplit(address).query)
    return query.get("code", [address.strip()])[0], query.get("oa_id", [""])[0]
