"""A promised moment in words: "before 9 in the morning on Monday"."""

from __future__ import annotations

from datetime import datetime

from bot.clock import VIETNAM
from bot.context import Context
from handlers import profile


def before(moment: datetime, context: Context) -> str:
    """A coming moment, as one promises it."""
    t, local = context.t, moment.astimezone(VIETNAM)
    time = hour(local, context)
    ahead = (local.date() - context.now.date()).days
    weekday = profile.weekday(local.weekday(), context)
    if ahead == 0:
        return t("before {time} today", time=time)
    if ahead == 1:
        return t("before {time} tomorrow, {weekday}", time=time, weekday=weekday)
    return t("before {time} on {weekday}, {date}", time=time, weekday=weekday, date=f"{local:%d/%m}")


def hour(local: datetime, context: Context) -> str:
    """An hour of the day as it is said: twelve hours, and the part of the day."""
    t, number = context.t, (local.hour - 1) % 12 + 1
    said = t("{hour} o'clock", hour=number)
    if local.minute:
        said = t("{hour}:{minute}", hour=number, minute=f"{local.minute:02}")
    if local.hour < 11:
        return t("{time} in the morning", time=said)
    if local.hour < 13:
        return t("{time} at noon", time=said)
    return t("{time} in the afternoon", time=said) if local.hour < 18 else t("{time} in the evening", time=said)
