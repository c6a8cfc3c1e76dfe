"""Telegram as a channel: python-telegram-bot's Application reads the updates, this file takes and sends."""

from __future__ import annotations

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Coroutine, Sequence

from pydantic import SecretStr
from starlette.routing import BaseRoute
from telegram.error import BadRequest, InvalidToken, TelegramError

from bot.channels.base import LARGEST_PICTURE, Channel, ChannelError, Load, Outcome, SendFailed, Take
from bot.channels.telegram import webhook
from bot.channels.telegram.compose import LIMITS
from bot.channels.telegram.intake import Intake
from bot.channels.telegram.outgoing import Outgoing
from bot.channels.telegram.pacer import Lane, Pacer
from bot.channels.telegram.polling import ALLOWED, Poller
from bot.channels.telegram.profile import Profile, show, show_in_chat
from bot.channels.telegram.transport import AiohttpRequest, proxy_for
from bot.clock import Clock
from bot.links import telegram_link
from bot.messages import Address, Incoming, Reply

log = logging.getLogger(__name__)

_ASKED_KEPT = 1000  # questions in groups whose answers can still hang under them
_START_PATIENCE = 8.0  # seconds; a blocked network must not keep the other channels from starting
_FIRST_PAUSE, _LONGEST_PAUSE = 1.0, 60.0
_BAD_TOKEN = "Telegram does not accept TELEGRAM_TOKEN: copy it again from @BotFather, or leave it empty to do without."  # noqa: S105 - a sentence

_BAD_WEBHOOK = "Telegram does not accept the webhook {url} ({why}): check PUBLIC_URL and TELEGRAM_WEBHOOK_SECRET."


class TelegramChannel(Channel):
    """One bot account, by long polling or, if there is a secret and a public address, by webhook."""

    name = "telegram"
    limits = LIMITS

    def __init__(
        self,
        token: SecretStr,
        *,
        clock: Clock,
        api_url: str = "https://api.telegram.org",
        rate: float = 28.7,
        public_url: str | None = None,
        webhook_secret: SecretStr | None = None,
        profiles: Sequence[Profile] = (),
        load: Load | None = None,
        pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._polling = AiohttpRequest(2, proxy_for(api_url))
        self._intake = Intake(token.get_secret_value(), api_url, self._polling, clock, self._after)
        self._bot = self._intake.bot
        self._poller = Poller(self._polling, self._bot.base_url, self._intake.store, pause)
        self.pace = rate
        self._outgoing = Outgoing(self._bot, Pacer(rate), rate, load)
        self._webhook_url = f"{public_url}{webhook.PATH}" if public_url and webhook_secret else ""
        self._watch = webhook.Watch(self._bot, self._webhook_url, pause)
        self._secret = webhook_secret.get_secret_value() if webhook_secret else ""
        self._profiles = tuple(profiles)
        self._pause = pause
        self._loop: asyncio.Task[None] | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._asked: OrderedDict[Address, int] = OrderedDict()
        self._problem: str | None = "Telegram has not been reached yet."

    def routes(self) -> Sequence[BaseRoute]:
        """The webhook, where one is used."""
        return [webhook.route(self._secret, self._intake.store)] if self._webhook_url else []

    async def start(self, take: Take) -> None:
        """Begin to take updates. A wrong token is told at once; a network that is away is waited for."""
        self._intake.take = take
        try:
            async with asyncio.timeout(_START_PATIENCE):
                await self._connect()
        except InvalidToken:
            await self.close()
            raise ChannelError(_BAD_TOKEN) from None
        except BadRequest as error:
            await self.close()
            raise ChannelError(_BAD_WEBHOOK.format(url=self._webhook_url, why=error.message)) from None
        except (TelegramError, TimeoutError) as error:
            self._problem = f"Telegram cannot be reached: {str(error) or 'no answer'}."
            log.warning("%s It is tried again and again.", self._problem)
            self._loop = asyncio.create_task(self._connect_later(), name="telegram")
            return
        self._loop = asyncio.create_task(self._listen(), name="telegram")

    async def stop(self) -> None:
        """Take nothing more. Replies to what was taken can still be sent until `close`."""
        if self._loop is not None:
            self._loop.cancel()
            await asyncio.gather(self._loop, return_exceptions=True)
            self._loop = None
            if self._intake.ready and not self._webhook_url:
                await self._poller.confirm()
        self._intake.take = None

    async def close(self) -> None:
        """Let go of the connections."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=2.0)
        self._outgoing.close()
        await self._intake.close()

    async def send(self, address: Address, reply: Reply, *, replacing: str = "") -> str:
        """Send a reply as one message or several; returns the id of the last."""
        return (await self._send(address, reply, replacing, Lane.REPLY)).rpartition(",")[2]

    async def send_unasked(self, address: Address, reply: Reply) -> str:
        """Send behind all replies; returns the ids of all its messages."""
        return await self._send(address, reply, "", Lane.BULK)

    async def change(self, address: Address, message: str, reply: Reply) -> bool:
        """Edit what was sent, within Telegram's two days."""
        return await self._outgoing.change(int(address.talk), message.split(","), reply)

    async def take_back(self, address: Address, message: str) -> bool:
        """Delete what was sent, within Telegram's two days."""
        return await self._outgoing.take_back(int(address.talk), message.split(","))

    async def _send(self, address: Address, reply: Reply, replacing: str, lane: Lane) -> str:
        if not self._intake.ready:
            raise SendFailed(
                Outcome.RETRY, "Telegram has not been reached yet", retry_after=2.0, account_wide=lane is Lane.BULK
            )
        under = self._asked.pop(address, 0) if address.chat else 0
        try:
            return await self._outgoing.send(int(address.talk), reply, replacing, under, lane)
        except SendFailed as failure:
            if isinstance(failure.__cause__, InvalidToken):
                self._problem = _BAD_TOKEN
            if address.chat and failure.outcome is Outcome.GONE:
                failure.outcome = Outcome.REFUSED  # the group is out of reach, the person is not
            raise

    def room(self, flying: int) -> int:
        """As many as keep the account's pace; a few while Telegram has not been reached."""
        return self._outgoing.room(flying) if self._intake.ready else 1 - flying

    def turn_away(self) -> None:
        """What waits for its slot behind all replies."""
        self._outgoing.turn_away()

    async def typing(self, address: Address) -> None:
        """Show "is typing". It is a courtesy: nobody waits for it, and a failure is nobody's business."""
        if self._intake.ready:
            try:
                await self._bot.send_chat_action(int(address.talk), "typing")
            except TelegramError as error:
                log.debug("no typing sign: %s", error.message)

    async def show_menu(self, address: Address, menu: Sequence[tuple[str, str]]) -> bool:
        """In this person's private talk with the bot alone."""
        return self._intake.ready and await show_in_chat(self._bot, int(address.account), menu)

    async def fetch(self, file: str) -> bytes:
        """A picture by Telegram's name of it; one that is too large is not fetched."""
        try:
            found = await self._bot.get_file(file)
            if (found.file_size or 0) > LARGEST_PICTURE:
                return b""
            return bytes(await found.download_as_bytearray())
        except TelegramError as error:
            log.warning("a picture could not be fetched: %s", error.message)
            return b""

    def deep_link(self, payload: str) -> str:
        """Into the private talk with the bot; none until Telegram has told the bot its name."""
        return telegram_link(self._intake.username, payload) if self._intake.username else ""

    def problem(self) -> str | None:
        """What keeps Telegram from working now."""
        return self._problem or self._poller.problem or self._watch.problem

    async def _connect(self) -> None:
        """Learn who we are, and choose between webhook and polling."""
        await self._intake.open()
        if self._webhook_url:
            await self._bot.set_webhook(
                self._webhook_url, allowed_updates=ALLOWED, max_connections=100, secret_token=self._secret
            )
        else:
            await self._bot.delete_webhook()
        self._problem = None
        self._do(show(self._bot, self._profiles))

    async def _connect_later(self) -> None:
        """Try until it works."""
        pause = _FIRST_PAUSE
        while True:
            await self._pause(pause)
            try:
                await self._connect()
            except InvalidToken:
                self._problem = _BAD_TOKEN
                log.error("%s", _BAD_TOKEN)
            except TelegramError as error:
                self._problem = f"Telegram cannot be reached: {error.message}."
            else:
                break
            pause = min(2 * pause, _LONGEST_PAUSE)
        log.info("Telegram is reached")
        await self._listen()

    async def _listen(self) -> None:
        """Poll; with a webhook the server does the listening, and we look whether Telegram gets through."""
        if self._webhook_url:
            await self._watch.run()
        await self._poller.run()

    def _after(self, incoming: Incoming, *, query: str, message: int) -> None:
        """What is done once an event is stored: end the button's waiting sign; remember whom to answer in a group."""
        if query:
            self._do(self._answer(query))
        elif incoming.group:
            self._asked[incoming.address] = message
            if len(self._asked) > _ASKED_KEPT:
                self._asked.popitem(last=False)

    async def _answer(self, query: str) -> None:
        try:
            await self._bot.answer_callback_query(query)
        except TelegramError as error:  # too old: the person sees nothing of it
            log.debug("a press was not answered: %s", error.message)

    def _do(self, work: Coroutine[None, None, None]) -> None:
        """Something on the side, kept until it ends."""
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
