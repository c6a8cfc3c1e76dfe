"""The citizens' side: people and groups that write to the bot and read what it answers."""

from __future__ import annotations

import asyncio
import itertools
from dataclasses import dataclass
from typing import Any

from tests.fakes.telegram_api.entities import found_in
from tests.fakes.telegram_api.shown import Shown, ShownButton
from tests.fakes.telegram_api.world import Chat, World

JSON = dict[str, Any]
PATIENCE = 10.0  # real seconds until a test that waits for the bot gives up
QUERY_IDS = itertools.count(4_000_000_001)


class Reader:
    """Whoever reads a chat: what the bot wrote there and has not been read yet."""

    def __init__(self, world: World, chat: Chat) -> None:
        self.world, self.chat = world, chat
        self._read = 0

    @property
    def name(self) -> str:
        """What the person or the group is called."""
        return str(self.chat.about.get("first_name") or self.chat.about.get("title"))

    async def hears(self, count: int = 1) -> list[Shown]:
        """What the bot wrote or changed since last time, at least so many pieces."""
        try:
            async with asyncio.timeout(PATIENCE):
                while len(self.chat.shown) - self._read < count:
                    self.chat.news.clear()
                    await self.chat.news.wait()
        except TimeoutError:
            heard = [message.get("text") for message in self.chat.shown[self._read :]]
            raise AssertionError(f"{self.name} heard {heard} and waited for {count} in {PATIENCE:.0f} s") from None
        return self.heard()

    def heard(self) -> list[Shown]:
        """The same without waiting."""
        new = self.chat.shown[self._read :]
        self._read = len(self.chat.shown)
        return [Shown(message) for message in new]

    async def sees_typing(self) -> None:
        """Wait until the bot shows that it is writing."""
        async with asyncio.timeout(PATIENCE):
            while "typing" not in self.chat.actions:
                self.chat.news.clear()
                await self.chat.news.wait()


@dataclass
class Press:
    """A pressed button, and the bot's answer to it."""

    query: JSON
    update: JSON

    async def answer(self) -> JSON:
        """The answer to the press: text, show_alert, url."""
        async with asyncio.timeout(PATIENCE):
            await self.query["answered"].wait()
        return dict(self.query["answer"])


class Citizen(Reader):
    """A person with a private chat with the bot."""

    def __init__(self, world: World, chat: Chat) -> None:
        super().__init__(world, chat)
        self.about = world.users[chat.id]

    @property
    def id(self) -> int:
        """The person's number, also that of the private chat."""
        return self.chat.id

    async def says(self, text: str, *, to: Group | None = None, reply_to: int | None = None) -> JSON:
        """Write a text; the update is returned."""
        content: JSON = {"text": text}
        if entities := found_in(text):
            content["entities"] = entities
        return await self.sends(content, to=to, reply_to=reply_to)

    async def sends(self, content: JSON, *, to: Group | None = None, reply_to: int | None = None) -> JSON:
        """Send anything: photo, sticker, voice, location, contact, poll, a forward, something new."""
        chat = self._chat(to)
        if reply_to is not None:
            content = {**content, "reply_to_message": chat.messages[reply_to]}
        message = self.world.post(chat, self.about, content)
        return self.world.updates.add({"message": message})

    async def edits(self, update: JSON, text: str) -> JSON:
        """Change an earlier message."""
        message = {**update["message"], "text": text, "edit_date": self.world.date()}
        return self.world.updates.add({"edited_message": message})

    async def presses(self, button: ShownButton | str) -> Press:
        """Press a button: the one given, or the newest one with this label."""
        if isinstance(button, str):
            button = self._button(button)
        if button.data is None:
            raise AssertionError(f"the button {button.text!r} opens {button.url}, it sends nothing to the bot")
        return await self.presses_data(button.data, button.message_id)

    async def presses_data(self, data: str, message_id: int, *, to: Group | None = None) -> Press:
        """Send any data as a press: old, forged, for somebody else's button; an unknown message is inaccessible."""
        chat = self._chat(to)
        inaccessible = {"message_id": message_id, "chat": chat.about, "date": 0}
        query_id = str(next(QUERY_IDS))
        query = {"asked": self.world.clock.now(), "answer": None, "answered": asyncio.Event()}
        self.world.queries[query_id] = query
        update = self.world.updates.add(
            {
                "callback_query": {
                    "id": query_id,
                    "from": self.about,
                    "message": chat.messages.get(message_id, inaccessible),
                    "chat_instance": str(9_000_000_000 + abs(chat.id)),
                    "data": data,
                }
            }
        )
        return Press(query, update)

    async def blocks(self) -> JSON:
        """Block the bot."""
        self.chat.state = "blocked"
        return self._membership(self.chat, "member", "kicked")

    async def unblocks(self) -> JSON:
        """Let the bot write again."""
        self.chat.state = "open"
        return self._membership(self.chat, "kicked", "member")

    def vanishes(self) -> None:
        """Delete the account; Telegram tells nobody."""
        self.chat.state = "deactivated"

    async def adds_bot(self, group: Group) -> JSON:
        """Put the bot into a group."""
        group.chat.state = "open"
        return self._membership(group.chat, "left", "member")

    async def removes_bot(self, group: Group) -> JSON:
        """Throw the bot out of a group."""
        group.chat.state = "kicked"
        return self._membership(group.chat, "member", "kicked")

    def _membership(self, chat: Chat, before: str, after: str) -> JSON:
        def member(status: str) -> JSON:
            until = {"until_date": 0} if status == "kicked" else {}
            return {"user": self.world.bot, "status": status, **until}

        change = {
            "chat": chat.about,
            "from": self.about,
            "date": self.world.date(),
            "old_chat_member": member(before),
            "new_chat_member": member(after),
        }
        return self.world.updates.add({"my_chat_member": change})

    def _chat(self, group: Group | None) -> Chat:
        if group is not None:
            return group.chat
        if self.chat.state == "fresh":
            self.chat.state = "open"
        return self.chat

    def _button(self, label: str) -> ShownButton:
        for message in reversed(self.chat.shown):
            for button in Shown(message).buttons:
                if button.text == label:
                    return button
        raise AssertionError(f"{self.name} sees no button {label!r}")


class Group(Reader):
    """A group the bot may be in."""

    def migrates(self, new_id: int) -> None:
        """Become a supergroup with another number."""
        self.chat.migrated_to = new_id
