"""A notice in words: as it is sent, as it is read again in the talk, and what it is called."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from bot.i18n import mark
from bot.messages import Attachment, Button, Reply
from bot.storage.notice_rows import Notice, State
from bot.ward import Ward

Translate = Callable[..., str]

STATES: Mapping[State, str] = {
    State.DRAFT: mark("draft"),
    State.WAITING: mark("waits for approval"),
    State.SCHEDULED: mark("scheduled"),
    State.LISTING: mark("the list of recipients is being made"),
    State.SENDING: mark("is being sent"),
    State.PAUSED: mark("paused"),
    State.DONE: mark("sent"),
    State.WITHDRAWN: mark("withdrawn"),
}
ROWS: Mapping[str, str] = {
    "listed": mark("waiting their turn"),
    "queued": mark("waiting their turn"),
    "held": mark("held until the quiet hours end"),
    "sending": mark("on their way"),
    "sent": mark("arrived at the channel"),
    "failed": mark("failed"),
    "gone": mark("cannot be reached (blocked the bot)"),
    "withdrawn": mark("withdrawn before they went"),
    "unknown": mark("unknown: may have arrived"),
    "erased": mark("had everything about them erased"),
}
IN_PLACE = mark("changed in what they have")
LEFT_OUT: Mapping[str, str] = {
    "topic": mark("subscribed to other topics only"),
    "hamlet": mark("live in another neighbourhood"),
    "gone": mark("cannot be reached (blocked the bot)"),
    "channel": mark("are on a channel that is not served or not chosen"),
    "window": mark("wrote too long ago: Zalo lets nobody write to them first"),
    "quota": mark("are on a channel whose messages of this month would not be enough"),
}


def by_words(counts: Mapping[str, int], t: Translate) -> list[tuple[str, int]]:
    """The states of a notice's rows in words, in a fixed order, those that read the same added up."""
    found: dict[str, int] = {}
    for state, words in ROWS.items():
        if counts.get(state):
            found[t(words)] = found.get(t(words), 0) + counts[state]
    return list(found.items())


def heading(notice: Notice, corrected: int | None, t: Translate, number: int | None = None) -> str:
    """The title with what people call it by: "TB 12: …", "Đính chính TB 12: …". `number` is one about to be given."""
    number = number or notice.number
    if notice.corrects and corrected:
        named = t("Taken back, notice {number}", number=corrected) if notice.takes_back else ""
        named = named or t("Correction of notice {number}", number=corrected)
    else:
        named = t("Notice {number}", number=number) if number else t("Notice")
    urgent = t("URGENT") + " – " if notice.urgent else ""
    return f"{urgent}{named}: {notice.title}"


def validity(notice: Notice, t: Translate) -> str:
    """From when to when it holds, "" where nothing is said."""
    start, end = _day(notice.valid_from), _day(notice.valid_until)
    if start and end:
        return t("Valid from {start} to {end}", start=start, end=end)
    if end:
        return t("Valid until {end}", end=end)
    return t("Valid from {start}", start=start) if start else ""


def taken_from(notice: Notice, t: Translate) -> str:
    """From which site it was taken, with the day and the author that stand there; "" for what the ward wrote."""
    origin = notice.origin
    if origin is None:
        return ""
    facts = [t("Source: {name}", name=origin.source)]
    if origin.day:
        facts.append(t("posted on {day}", day=_day(origin.day)))
    if origin.author:
        facts.append(t("author: {name}", name=origin.author))
    return ", ".join(facts)


def for_whom(notice: Notice, t: Translate) -> str:
    """The hamlets that it is for."""
    return ", ".join(notice.hamlets) if notice.hamlets else t("the whole ward")


def reply(
    notice: Notice,
    corrected: int | None,
    ward: Ward,
    public_url: str | None,
    t: Translate,
    number: int | None = None,
    attachments: tuple[Attachment, ...] = (),
) -> Reply:
    """A notice as its subscribers get it; `number` is one about to be given."""
    number = number or notice.number
    topic = ward.topic(notice.topic)
    facts = [ward.name[:1].upper() + ward.name[1:], topic.name if topic else "", validity(notice, t)]
    facts.append(taken_from(notice, t))
    facts.append(t("To get no more news, type “dừng”."))
    buttons = [Button(t("Open the link"), url=notice.link)] if notice.link else []
    if public_url and number:
        buttons.append(Button(t("On the ward's page"), url=f"{public_url}/tin/{number}"))
    return Reply(
        notice.text,
        title=heading(notice, corrected, t, number),
        note=". ".join(fact for fact in facts if fact),
        buttons=tuple(buttons),
        attachments=attachments,
    )


def _day(day: date | None) -> str:
    return f"{day:%d/%m/%Y}" if day else ""
