"""Greetings, thanks, grumbling and questions about the bot itself: a short, calm, kind word, and a way on."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from bot.choices import fold
from bot.context import Context
from bot.messages import Button, Incoming, Reply
from handlers import desk, helpful, hours, profile, unsure
from handlers.answer import name_of

Say = Callable[[Incoming, Context], Awaitable[list[Reply]]]

_FEEDBACK = ("phan-anh-kien-nghi", "khieu-nai", "to-cao")  # three different roads; the citizen chooses


async def reply(intent: str, message: Incoming, context: Context) -> list[Reply]:
    """What to say to an intent; one that is not known gets what the bot can do."""
    return await _SAID.get(intent, capability)(message, context)


async def greet(message: Incoming, context: Context) -> list[Reply]:
    """A greeting; a stranger gets the first words instead (see `start.welcome_first`)."""
    if not context.person.met and not message.group:
        return []
    said = context.t(
        "Hello! This is the assistant of {ward}. What paper or procedure do you need? Just type it, for example: "
        "khai sinh can giay gi.",
        ward=context.ward.name,
    )
    return [Reply(said, buttons=ways_on(context))]


async def capability(message: Incoming, context: Context) -> list[Reply]:
    """What the bot can do and how to use it."""
    t = context.t
    lines = [
        t("I answer questions about papers and procedures of {ward}:", ward=context.ward.name),
        t("1. Just type, with or without tone marks: “khai sinh can giay gi”, “tach ho bao lau”."),
        t("2. Then ask on: “what about the fee?”, “number 2”, “the last one”."),
        t("3. Type “menu” for the fields of work, “hours”, “address”, or a code such as 1.001193."),
        t("4. Type “my data” to see or erase what is kept, “english” or “tiếng việt” for the language."),
        t("I do not take in papers and cannot look into anybody's file."),
    ]
    return [Reply("\n".join(lines), title=t("Help"), buttons=ways_on(context))]


def ways_on(context: Context) -> tuple[Button, ...]:
    """The buttons under a word that is not an answer."""
    t = context.t
    return (Button(t("Fields of work"), "menu"), Button(t("Opening hours"), "hours"), Button(t("Address"), "address"))


async def _thanks(message: Incoming, context: Context) -> list[Reply]:
    return [Reply(context.t("You are welcome. Whenever you need something else, just write."))]


async def _goodbye(message: Incoming, context: Context) -> list[Reply]:
    return [Reply(context.t("Goodbye and take care. Whenever you need something, just write."))]


async def _abuse(message: Incoming, context: Context) -> list[Reply]:
    said = context.t("I am sorry that this upset you. Tell me in a few words what you need and I will look again.")
    return [Reply(f"{said}\n{profile.contact(context)}", buttons=ways_on(context))]


async def _complaint(message: Incoming, context: Context) -> list[Reply]:
    """About the bot's answers: an apology and ways on. About the ward: feedback, complaint and denunciation apart."""
    t = context.t
    said = fold(message.text)
    if any(word in said.split() for word in ("bot", "chatbot")) or "tra loi" in said:
        return await helpful.sorry(context, group=message.group)
    entries = [context.library.entries[name] for name in _FEEDBACK if name in context.library.entries]
    lines = [
        t("I hear you, but I cannot take in complaints here. There are three ways, please choose:"),
        t("Feedback: something was troublesome or is broken, and you want it put right."),
        t("Complaint: a decision touches your own rights and you do not accept it."),
        t("Denunciation: somebody broke the law and you want to report it."),
        profile.contact(context),
    ]
    return [
        Reply("\n".join(lines), buttons=tuple(Button(name_of(entry, context), f"open:{entry.id}") for entry in entries))
    ]


async def _identity(message: Incoming, context: Context) -> list[Reply]:
    said = context.t(
        "I am the automatic assistant of {ward}: a machine, not an official. I look up papers and procedures; my "
        "answers are for reference only.",
        ward=context.ward.name,
    )
    return [Reply(said, buttons=ways_on(context))]


async def _affirm(message: Incoming, context: Context) -> list[Reply]:
    """Yes: to "did this help?" where that was the last thing asked."""
    if kept := helpful.pending(context):
        return helpful.thank(context, kept)
    return [Reply(context.t("Good. What else do you need? Just type it."))]


async def _deny(message: Incoming, context: Context) -> list[Reply]:
    """No: the other entries that the last question might have meant, or the ways on."""
    others = context.talk.notes.pop("others", "").split(",")
    entries = [context.library.entries[name] for name in others if name in context.library.entries]
    if entries:
        return [unsure.ask_back(entries, context, kept=context.talk.question)]
    if kept := helpful.pending(context):
        return await helpful.not_yet(context, kept, group=message.group)
    return [
        Reply(
            context.t("All right. Please say it in other words, or choose a field of work."), buttons=ways_on(context)
        )
    ]


async def _mood(message: Incoming, context: Context) -> list[Reply]:
    said = context.t(
        "I am only a machine, but I wish you well. If it weighs on you, please talk with someone close or the health "
        "station; in danger call 115. If a paper is the trouble, tell me which one."
    )
    return [Reply(said)]


async def _chitchat(message: Incoming, context: Context) -> list[Reply]:
    said = context.t("I am a machine and know little of that; papers and procedures are what I know. What do you need?")
    return [Reply(said, buttons=ways_on(context))]


async def _people(message: Incoming, context: Context) -> list[Reply]:
    said = context.t("I keep no names of officials, as they change.")
    return [Reply(f"{said} {profile.contact(context)}", buttons=ways_on(context))]


async def _ward(message: Incoming, context: Context) -> list[Reply]:
    """What the profile says of the ward."""
    t, ward = context.t, context.ward
    lines = [", ".join(part for part in (ward.name[:1].upper() + ward.name[1:], ward.province) if part) + "."]
    if ward.former_names:
        names = ", ".join(former.name for former in ward.former_names)
        lines.append(t("It was formed from: {names}. Papers with the old names are still around.", names=names))
    if ward.hamlets:
        lines.append(t("Neighbourhoods: {names}.", names=", ".join(ward.hamlets)))
    else:
        lines.append(t("I have no list of its neighbourhoods and no figures yet; please ask at the desk."))
    return [Reply("\n".join(lines), buttons=ways_on(context))]


_SAID: dict[str, Say] = {
    "greet": greet,
    "thanks": _thanks,
    "goodbye": _goodbye,
    "abuse": _abuse,
    "ask-human": desk.want_person,
    "ask-opening-hours": hours.hours,
    "ask-address": hours.address,
    "ask-phone": hours.phone,
    "complaint": _complaint,
    "bot-identity": _identity,
    "capability": capability,
    "affirm": _affirm,
    "deny": _deny,
    "mood": _mood,
    "chitchat": _chitchat,
    "ask-people": _people,
    "ask-about-ward": _ward,
}
