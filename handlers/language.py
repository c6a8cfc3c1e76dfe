"""The language of the bot's words; the facts stay Vietnamese, as the law has them."""

from __future__ import annotations

from bot.choices import fold
from bot.context import Context
from bot.messages import Button, Incoming, Reply
from handlers import smalltalk

NAMES = {"vi": "Tiếng Việt", "en": "English"}  # each in its own words, readable to those who look for it
_TYPED = {"english": "en", "tieng anh": "en", "vietnamese": "vi", "tieng viet": "vi"}


async def asked(message: Incoming, context: Context) -> list[Reply]:
    """Somebody asks in English whether the bot speaks it: yes, and the choice."""
    context.language = "en"
    return [Reply(context.t("Yes, I read simple English. Which language shall I answer in?"), buttons=choice(context))]


def choice(context: Context) -> tuple[Button, ...]:
    """A button for each language of the ward."""
    return tuple(Button(NAMES[name], f"lang:{name}") for name in context.ward.languages)


async def language(message: Incoming, context: Context) -> list[Reply]:
    """Change the language that was named, or ask which."""
    wanted = message.data.partition(":")[2] or _typed(message.text)
    if wanted in context.ward.languages:
        context.people.speak(wanted)
        context.language = wanted
        said = context.t("From now on I answer in English. What do you need?")
        if wanted != "vi":
            said += " " + context.t("Most facts are shown in Vietnamese, as the source has them.")
        return [Reply(said, buttons=smalltalk.ways_on(context))]
    return [Reply(context.t("Which language shall I answer in?"), buttons=choice(context))]


def _typed(text: str) -> str:
    """The language that typed words name, "" for none: "english", "/english", "nói tiếng Anh đi"."""
    said = fold(text)
    return next((code for words, code in _TYPED.items() if words in said), "")
