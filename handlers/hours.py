"""When the desk is open, and where it is: today's state first, then the week; nothing is invented."""

from __future__ import annotations

from bot.context import Context
from bot.messages import Button, Incoming, Reply
from handlers import profile


async def hours(message: Incoming, context: Context) -> list[Reply]:
    """Today's state, what is special today or tomorrow, and the hours of the week."""
    t = context.t
    opening = context.ward.opening(context.now, context.language)
    lines = [profile.now_open(opening, context)]
    if not opening.known:
        lines = [t("I have no information about the opening hours of {ward} yet.", ward=context.ward.name)]
        if opening.holiday:
            lines.append(t("Today is a holiday ({holiday}).", holiday=opening.holiday))
    for day, words in (
        (opening.special, t("Today, {weekday}, is “{name}”.")),
        (opening.tomorrow_special, t("Tomorrow, {weekday}, is “{name}”.")),
    ):
        if day:
            name, meaning = day.said(context.language)
            said = words.format(weekday=profile.weekday(day.weekday, context), name=name)
            lines.append(f"{said} {meaning}{profile.reserve(day, context)}")
    if week := profile.week(context):
        lines.append(t("Opening hours: {hours}.", hours=week))
    if not opening.known:
        lines.append(_ask_there(context))
    return [Reply("\n".join(lines), title=t("Opening hours"), buttons=_beside(context, "address", t("Address")))]


async def address(message: Incoming, context: Context) -> list[Reply]:
    """Where the desk is, with a map where there is one."""
    t = context.t
    known = [desk for desk in context.ward.desks if desk.address]
    if known:
        text = "\n".join(f"{desk.name}: {desk.address}" for desk in known)
    else:
        text = profile.way_there(context)
        if context.ward.hotline:
            text += "\n" + _ask_there(context)
    maps = tuple(Button(t("Open the map"), url=desk.map_url) for desk in known if desk.map_url)
    return [Reply(text, title=t("Address"), buttons=(*maps, *_beside(context, "hours", t("Opening hours"))))]


async def phone(message: Incoming, context: Context) -> list[Reply]:
    """The hotline, and the numbers for emergencies that hold everywhere."""
    t = context.t
    if context.ward.hotline:
        text = profile.contact(context)
    else:
        text = t("I have no phone number of {ward} yet. Please come to the desk.", ward=context.ward.name)
    text += "\n" + t("In an emergency: police 113, fire 114, ambulance 115.")
    return [Reply(text, title=t("Phone"), buttons=_beside(context, "hours", t("Opening hours")))]


def _ask_there(context: Context) -> str:
    """Whom to ask instead."""
    if context.ward.hotline:
        return context.t("Please call {hotline} to ask.", hotline=context.ward.hotline)
    return context.t("Please ask the head of your neighbourhood before you go.")


def _beside(context: Context, data: str, label: str) -> tuple[Button, ...]:
    """The sister question, and the menu."""
    return (Button(label, data), Button(context.t("Fields of work"), "menu"))
