"""The questions by which an official is led through a notice, each with its choices."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

from bot.context import Context
from bot.messages import Button, Reply
from bot.storage.notices import LONGEST_TEXT, LONGEST_TITLE

STEP = "notice"  # the step that wants typed words; the note `WANTS` says which
WANTS, HAMLETS = "notice-wants", "notice-hamlets"  # notes of the talk
_DAYS = (0, 1, 7, 30)  # days from today that are offered as the last


def ask(what: str, context: Context, before: str = "") -> Reply:
    """Ask for a part of a notice, and take the next words as the answer."""
    context.talk.step = STEP
    context.talk.notes[WANTS] = what
    asked = _QUESTIONS[what](context)
    leave = Button(context.t("Stop writing"), "write:leave")
    text = f"{before}\n{asked.text}" if before else asked.text
    return replace(asked, text=text, buttons=(*asked.buttons, leave))


def _ask_title(context: Context) -> Reply:
    said = context.t("What is the title? One short line, at most {count} characters.", count=LONGEST_TITLE)
    return Reply(said, title=context.t("Write a notice"))


def _ask_text(context: Context) -> Reply:
    said = context.t(
        "Please type the text, at most {count} characters. Short and plain, without names and numbers of citizens.",
        count=LONGEST_TEXT,
    )
    return Reply(said)


def _ask_topic(context: Context) -> Reply:
    buttons = [Button(topic.said(context.language), f"write:topic:{topic.id}") for topic in context.ward.topics]
    return Reply(context.t("Which topic? It goes to those who subscribed to it."), buttons=tuple(buttons))


def _ask_hamlets(context: Context) -> Reply:
    t, chosen = context.t, ticked(context)
    buttons = [
        Button(f"{'✅' if place in chosen else '⬜'} {name}", f"write:hamlet:{place}")
        for place, name in enumerate(context.ward.hamlets)
    ]
    buttons.append(Button(t("To these neighbourhoods"), "write:hamlets") if chosen else _everybody(context))
    return Reply(t("For which neighbourhoods? Tick some, or send it to the whole ward."), buttons=tuple(buttons))


def _ask_until(context: Context) -> Reply:
    t, today = context.t, context.now.date()
    buttons = [Button(_day(today, days, context), f"write:until:{days}") for days in _DAYS]
    said = t("Until which day does it hold? Choose, or type the last day like 25/12/2026.")
    return Reply(said, buttons=(*buttons, Button(t("No end"), "write:until:none")))


def _ask_urgent(context: Context) -> Reply:
    t = context.t
    said = t("Is it urgent? An urgent notice goes at night too, and on one person's word; say yes only in danger.")
    return Reply(said, buttons=(Button(t("Not urgent"), "write:urgent:no"), Button(t("Urgent"), "write:urgent:yes")))


def _ask_reason(context: Context) -> Reply:
    return Reply(context.t("Why is it urgent? One sentence; it stays in the log."))


_QUESTIONS: dict[str, Callable[[Context], Reply]] = {
    "title": _ask_title,
    "text": _ask_text,
    "topic": _ask_topic,
    "hamlets": _ask_hamlets,
    "until": _ask_until,
    "urgent": _ask_urgent,
    "reason": _ask_reason,
}


def _everybody(context: Context) -> Button:
    return Button(context.t("The whole ward"), "write:hamlets:all")


def ticked(context: Context) -> set[int]:
    """The places of the neighbourhoods that are ticked so far."""
    return {int(place) for place in context.talk.notes.get(HAMLETS, "").split(",") if place}


def _day(today: date, days: int, context: Context) -> str:
    when = f"{today + timedelta(days=days):%d/%m/%Y}"
    if days == 0:
        return context.t("Today ({date})", date=when)
    return context.tn("{count} day ({date})", "{count} days ({date})", days, date=when)
