"""The web chat keeps the contract of channels, seen through an open page."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import AsyncIterator

import pytest

from bot.app import App
from tests.channels.contract import ChannelContract, Rig, Seen
from tests.webkit import Page, address_of, new_session, webchat_of


class WebChatRig(Rig):
    """The channel and one page. Nobody can block it, and no network lies between it and what it keeps."""

    shows_attached = ("picture", "file")

    def __init__(self, app: App, page: Page, token: str) -> None:
        self.channel = webchat_of(app)
        self.address = address_of(token)
        self.page = page

    async def seen(self) -> list[Seen]:
        shown: dict[int, Seen] = {}
        for line in await self.page.all():
            number = line.get("replaces", line["seq"])
            image = line.get("image", {"alt": "", "src": ""})
            text = "\n".join(part for part in (line["title"], line["text"], line["note"], image["alt"]) if part)
            pictures = [b64decode(image["src"].removeprefix("data:image/png;base64,"))] if image["src"] else []
            labels = [button["label"] for button in line["buttons"]]
            attached = [one["src"].removeprefix("/tep/") for one in line.get("attachments", ())]
            shown[number] = Seen(str(number), text, labels, pictures, attached)
        return list(shown.values())


class TestWebChat(ChannelContract):
    """Every case that can happen here, over a real socket."""

    @pytest.fixture
    async def rig(self, small: App) -> AsyncIterator[WebChatRig]:
        token = await new_session(small)
        async with Page.open(small, token) as page:
            yield WebChatRig(small, page, token)
