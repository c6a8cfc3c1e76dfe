"""The command menus of the staff: in their own chats they see what they may use; citizens never do."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from bot.channels.base import Channel
from bot.messages import Address
from bot.storage import staff
from bot.storage.database import Database

Menu = tuple[tuple[str, str], ...]  # commands without their slash, each with its line


class Menus:
    """Keeps the menus of the staff's chats as their roles are. `menu_for` gives a role's menu in a language."""

    def __init__(
        self, database: Database, channels: Mapping[str, Channel], menu_for: Callable[[str, str], Menu]
    ) -> None:
        self._database = database
        self._channels = channels
        self._menu_for = menu_for
        self._shown: dict[Address, Menu] = {}

    async def look(self) -> None:
        """Show what has changed since the last look; who is one of the staff no more gets everybody's menu back.

        What was shown is not kept: a start shows every menu again, and of who was removed while the bot was down the
        menu stays, whose commands mean nothing any more.
        """
        wanted = {
            chat.address: self._menu_for(chat.role, chat.language) for chat in await self._database.read(staff.chats)
        }
        for address in [*wanted, *(address for address in self._shown if address not in wanted)]:
            await self._show(address, wanted.get(address, ()))

    async def _show(self, address: Address, menu: Sequence[tuple[str, str]]) -> None:
        channel = self._channels.get(address.channel)
        if channel is None or self._shown.get(address, ()) == tuple(menu):
            return
        if not await channel.show_menu(address, menu):
            return  # the next look tries again
        if menu:
            self._shown[address] = tuple(menu)
        else:
            del self._shown[address]
