"""Anything that is not words: pictures, voice, places, contacts, files; a fitting sentence each, and never a crash."""

from __future__ import annotations

from dataclasses import replace

from bot.context import Context
from bot.messages import Incoming, Reply, What
from handlers import ask, entries, hours, smalltalk

_WITH_WORDS = (What.PHOTO, What.FILE, What.VIDEO, What.VOICE, What.OTHER)  # their caption may be a question


async def not_words(message: Incoming, context: Context) -> list[Reply]:
    """What the bot says to something it cannot read."""
    if message.what is What.BUTTON:
        return [entries.old_button(context)]
    if message.what is What.LOCATION:
        said = Reply(context.t("Thank you, I do not keep your location. Here is where the desk is:"))
        return [said, *await hours.address(message, context)]
    said = Reply(_sentence(message.what, context), buttons=smalltalk.ways_on(context))
    if message.what in _WITH_WORDS and any(sign.isalnum() for sign in message.text):
        words = replace(message, what=What.TEXT)
        return [replace(said, buttons=()), *await ask.ask(words, context)]
    return [said]


def _sentence(what: What, context: Context) -> str:
    """The sentence for a kind of message."""
    t = context.t
    papers = t(
        "I cannot look at pictures and files and do not keep them. Please never send photos of your papers here."
    )
    sentences = {
        What.PHOTO: papers + " " + t("Please type your question instead."),
        What.FILE: papers + " " + t("Papers are handed in at the desk or on the National Public Service Portal."),
        What.VIDEO: t("I cannot watch videos. Please type your question instead."),
        What.VOICE: t("I cannot listen to voice messages yet. Please type a few words, tone marks are not needed."),
        What.STICKER: t("Thank you! Which paper or procedure do you need? Just type it."),
        What.CONTACT: t("Please do not send phone numbers here; I have not kept it. What would you like to ask?"),
        What.POLL: t("I cannot take part in polls. What would you like to ask?"),
    }
    return sentences.get(what, t("I can only read words. Please type your question."))
