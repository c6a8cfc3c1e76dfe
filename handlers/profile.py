"""The ward's profile in words: what fills {hours}, {hotline} ... in the entries, and how to reach people."""

from __future__ import annotations

from datetime import date, datetime, time

from bot.context import Context
from bot.hours import Opening, SpecialDay


def fill(text: str, context: Context) -> str:
    """An entry's text with its places filled from the ward's profile."""
    if "{" not in text:
        return text
    facts = {
        "{hours}": week(context) or context.t("not entered yet, please ask at the desk"),
        "{address}": address(context) or context.t("the one-stop centre of {ward}", ward=context.ward.name),
        "{hotline}": context.ward.hotline or context.t("the ward's hotline (I have no number of it yet)"),
        "{ward}": context.ward.name,
        "{portal}": context.ward.portal.removeprefix("https://"),
        "{wednesday}": wednesday(context),
    }
    for place, fact in facts.items():
        text = text.replace(place, fact)
    return text


def address(context: Context) -> str:
    """The addresses of the ward's desks, "" where none is known."""
    return "; ".join(f"{desk.name}, {desk.address}" for desk in context.ward.desks if desk.address)


def way_there(context: Context) -> str:
    """What to look for where no address is known."""
    return context.t(
        "I have no address of it yet: look for “Trung tâm Phục vụ hành chính công {ward}”, or ask the head of "
        "your neighbourhood the way.",
        ward=context.ward.name,
    )


def contact(context: Context) -> str:
    """How to reach a person: the hotline and whether the desk is open, or honestly that neither is known."""
    t, ward = context.t, context.ward
    opening = ward.opening(context.now, context.language)
    if ward.hotline and opening.known:
        return t("To talk to a person: {hotline}. {state}", hotline=ward.hotline, state=now_open(opening, context))
    if ward.hotline:
        return t("To talk to a person: {hotline}.", hotline=ward.hotline)
    if opening.known:
        state = now_open(opening, context)
        return t("To talk to a person, please come to the desk of {ward}. {state}", ward=ward.name, state=state)
    return t(
        "To talk to a person, please come to the desk of {ward}; I have neither its phone number nor its hours yet.",
        ward=ward.name,
    )


def now_open(opening: Opening, context: Context) -> str:
    """Whether the desk is open at this moment, in a sentence; "" where no hours are known."""
    t = context.t
    if not opening.known:
        return ""
    if opening.open and opening.until:
        return t("It is open now, until {time}.", time=clock(opening.until.time()))
    reasons = {
        "holiday": t("Today is a holiday ({holiday}), the desk is closed.", holiday=opening.holiday)
        if opening.holiday
        else t("Today the desk is closed for a holiday."),
        "weekend": t("Today is {weekday}, the desk is closed.", weekday=weekday(context.now.weekday(), context)),
        "day off": t("Today the desk is closed."),
        "lunch": t("It is lunch break now."),
        "night": t("It is outside working hours now."),
    }
    said = reasons.get(opening.why, t("The desk is closed now."))
    if opening.next:
        said += " " + t("It opens again {moment}.", moment=when(opening.next, context))
    return said


def week(context: Context) -> str:
    """The hours of the week, days alike put together; "" where they are not known."""
    groups: list[tuple[list[int], str]] = []
    for day, spans in context.ward.week().items():
        hours = ", ".join(f"{clock(span.start)}–{clock(span.end)}" for span in spans)
        if not hours:
            continue
        if groups and groups[-1][1] == hours and groups[-1][0][-1] == day - 1:
            groups[-1][0].append(day)
        else:
            groups.append(([day], hours))
    return "; ".join(f"{_days(days, context)}: {hours}" for days, hours in groups)


def wednesday(context: Context) -> str:
    """What the ward does specially on some weekday, or that it is not known."""
    days = [day for day in context.ward.special_days if day.on]
    if not days:
        return context.t("I have no information that the ward keeps such a day; please ask at the desk.")
    return " ".join(special(day, context) for day in days)


def special(day: SpecialDay, context: Context) -> str:
    """A special day in one sentence, with a reserve where the ward has not confirmed it."""
    said = context.t(
        "{weekday} is “{name}”.", weekday=weekday(day.weekday, context), name=day.said(context.language)[0]
    )
    return said[:1].upper() + said[1:] + reserve(day, context)


def reserve(day: SpecialDay, context: Context) -> str:
    """A word of caution after a special day that nobody confirmed; "" where it is confirmed."""
    if day.confirmed:
        return ""
    if day.as_of:
        said = context.t(
            "(This is known from {date}; please ask at the desk whether it is still so.)", date=dated(day.as_of)
        )
    else:
        said = context.t("(Please ask at the desk whether it is still so.)")
    return " " + said


def weekday(number: int, context: Context) -> str:
    """A weekday's name, Monday being 0."""
    t = context.t
    names = (
        t("Monday"),
        t("Tuesday"),
        t("Wednesday"),
        t("Thursday"),
        t("Friday"),
        t("Saturday"),
        t("Sunday"),
    )
    return names[number]


def when(moment: datetime, context: Context) -> str:
    """A coming moment as one says it today."""
    t, hour = context.t, clock(moment.time())
    ahead = (moment.date() - context.now.date()).days
    if ahead == 0:
        return t("at {time}", time=hour)
    if ahead == 1:
        return t("tomorrow at {time}", time=hour)
    return t(
        "at {time} on {weekday}, {date}",
        time=hour,
        weekday=weekday(moment.weekday(), context),
        date=dated(moment.date()),
    )


def clock(moment: time) -> str:
    """An hour of the day: 7:30."""
    return f"{moment.hour}:{moment.minute:02}"


def dated(day: date) -> str:
    """A date as Vietnamese papers write it."""
    return f"{day:%d/%m/%Y}"


def _days(days: list[int], context: Context) -> str:
    """One weekday, or from one to another."""
    first, last = weekday(days[0], context), weekday(days[-1], context)
    if len(days) == 1:
        return first
    return context.t("{first} to {last}", first=first, last=last)
