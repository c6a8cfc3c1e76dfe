"""The web chat: a talk in the browser, over a WebSocket or plain HTTP."""

from bot.channels.webchat.channel import WebChat
from bot.channels.webchat.doors import Origins

__all__ = ["Origins", "WebChat"]
