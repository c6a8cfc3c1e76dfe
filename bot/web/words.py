"""The words that the chat page's scripts need, in the reader's language."""

from __future__ import annotations

from collections.abc import Callable


def chat_words(t: Callable[..., str]) -> dict[str, str]:
    """Every word by the name that the scripts know it by; {n} is filled by them."""
    return {
        "assistant": t("Assistant:"),
        "you": t("You:"),
        "sending": t("sending…"),
        "sent": t("sent"),
        "unsent": t("not sent yet"),
        "retry": t("Try again"),
        "slow": t("You are writing very fast. This will be sent by itself in a moment."),
        "too_long": t("Too long: at most {n} characters. Please shorten it a little."),
        "lost": t("Connection lost, reconnecting…"),
        "back": t("Connected again."),
        "closed": t("Too many tabs of this chat are open. Please close some and load this page again."),
        "answering": t("The assistant is writing…"),
        "read": t("Read aloud"),
        "stop": t("Stop reading"),
        "link": t("link"),
        "new_page": t("opens another page"),
        "choices": t("Choose one"),
        "earlier": t("Show older messages"),
        "today": t("Today"),
        "yesterday": t("Yesterday"),
        "shared": t("Not your conversation?"),
        "restart": t("Start over"),
        "erased": t("Everything was erased. You can start anew."),
        "not_erased": t("This could not be erased just now. Please check the connection and try again."),
        "large_picture": t("This picture cannot be sent: a photo (JPEG, PNG) of at most 8 MB is needed."),
        "lost_picture": t("The picture was not sent. Please check the connection and try again."),
        "newest": t("New message"),
    }
