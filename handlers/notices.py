"""Officials decide on notices in the chat: look, try, ask for approval, approve, schedule, pause, withdraw, go again.

What may be done is decided in `bot.newsroom` and `bot.storage.notices`, as for the staff's pages.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from datetime import datetime, time, timedelta
from functools import partial

from sqlalchemy import Connection

from bot import notice_cards, notice_words
from bot.choices import fold
from bot.clock import VIETNAM
from bot.context import Context
from bot.days import read_day
from bot.messages import Button, Incoming, Reply
from bot.newsroom import REFUSALS, acting
from bot.storage import notices
from bot.storage.audit import By
from bot.storage.notice_rows import Notice, State, find
from bot.storage.notices import LONGEST_REASON, NoticeError, Refusal
from handlers import announce, entries

STEP = "notice-decide"  # wants a moment or a reason; the note `_ABOUT` says of what
_ABOUT = "notice-about"  # "at:12:3" or "back:12:3"
_OPEN = (State.DRAFT, State.WAITING, State.SCHEDULED, State.LISTING, State.SENDING, State.PAUSED)
_SHOWN = 8
_TITLE = 50  # characters of a title on a button
_CLOCK = re.compile(r"(?<!\d)([01]?\d|2[0-3])\s*(?:[:hg]|giờ|gio)\s*([0-5]\d)?(?!\d)", re.IGNORECASE)
_OFFERED = (time(7, 30), time(16, 30))
_NO_REASON = {"khong", "khong co", "bo qua", "none", "no"}

Step = Callable[[Connection, By], str]


async def listed(message: Incoming, context: Context) -> list[Reply]:
    """/thongbao: what is under way, and writing a new one."""
    t = context.t
    if message.group:
        return [Reply(t("Please write to me in private for this, so that others do not see it."))]
    found = await context.unit.read(partial(notices.listed, limit=_SHOWN, states=_OPEN))
    if not found:
        return await announce.begin(message, context)
    lines = [_line(at, notice, context) for at, notice in enumerate(found, 1)]
    buttons = [Button(_short(notice.title), f"notice:show:{notice.id}") for notice in found]
    buttons.append(Button(t("Write a notice"), "write:new"))
    return [Reply("\n".join(lines), title=t("Notices under way"), buttons=tuple(buttons))]


async def button(message: Incoming, context: Context) -> list[Reply]:
    """A button under a notice: `notice:<act>:<id>:<version>:<more>`."""
    _, act, number, version, *rest = [*message.data.split(":"), "", "", ""]
    if message.group:
        return await listed(message, context)
    notice = await _find(number, context)
    if notice is None or not all(part.isdecimal() or not part for part in (version, *rest)):
        return [entries.old_button(context)]
    more = ":".join(part for part in rest if part)
    seen = int(version[:9]) if version else notice.version
    if act in _ACTS:
        return await _ACTS[act](notice, seen, more, context)
    return await _look(notice, context)


async def words(message: Incoming, context: Context) -> list[Reply]:
    """A typed moment or reason."""
    act, number, version, more, *_ = [*context.talk.notes.pop(_ABOUT, "").split(":"), "", "", "", ""]
    notice = await _find(number, context)
    if message.group or notice is None:
        return [entries.old_button(context)]
    if act == "back":
        why = "" if fold(message.text) in _NO_REASON else message.text.strip()[:LONGEST_REASON]
        return await _give_back(notice, int(version), why, context)
    due = read_moment(message.text, context.now)
    if due is None:
        said = context.t("I cannot read this. Please type it like 16:30, or 7:30 25/12/2026.")
        return [_ask(context, "at", notice, int(version), more, said)]
    return await _at(notice, int(version), f"{due:%Y%m%d%H%M}{more and ':' + more}", context)


def read_moment(text: str, now: datetime) -> datetime | None:
    """The moment that a text names, as "16:30", "7h30 25/12"; an hour alone is the next there is."""
    clock = _CLOCK.search(text)
    if clock is None:
        return None
    day = read_day(text.replace(clock[0], " "), now.date())
    moment = datetime.combine(day or now.date(), time(int(clock[1]), int(clock[2] or 0)), VIETNAM)
    return moment if day or moment > now else moment + timedelta(days=1)


async def _look(notice: Notice, context: Context) -> list[Reply]:
    member = context.person.staff or 0
    room, language = context.newsroom, context.language
    work = partial(notice_cards.card, room=room, notice=notice, member=member, language=language)
    return await context.unit.read(work)


async def _take(notice: Notice, step: Step, context: Context) -> list[Reply]:
    """Take a step and show how the notice stands then; a refusal is said first."""
    t = context.t

    def work(connection: Connection) -> str:
        return step(connection, acting(connection, context.person.staff))

    try:
        said = await context.unit.at_once(work)
    except NoticeError as error:
        if error.why is Refusal.NOT_ALLOWED:
            return [Reply(t(REFUSALS[error.why]))]
        said = t(REFUSALS[error.why])
    now = await _find(str(notice.id), context)
    return [Reply(said), *(await _look(now, context) if now else [])]


async def _submit(notice: Notice, version: int, more: str, context: Context) -> list[Reply]:
    def step(connection: Connection, by: By) -> str:
        told = context.newsroom.submit(connection, by, notice.id, version)
        return context.newsroom.said_of(notice, told, context.language)

    return await _take(notice, step, context)


async def _go(notice: Notice, version: int, more: str, context: Context) -> list[Reply]:
    """Approve, to go at once."""

    def step(connection: Connection, by: By) -> str:
        context.newsroom.approve(connection, by, notice.id, version, again=more == "1")
        return context.t("Approved. The list of recipients is being made; then it goes.")

    return await _take(notice, step, context)


async def _ask_moment(notice: Notice, version: int, more: str, context: Context) -> list[Reply]:
    return [_ask(context, "at", notice, version, more)]


async def _ask_reason(notice: Notice, version: int, more: str, context: Context) -> list[Reply]:
    return [_ask(context, "back", notice, version, more)]


async def _at(notice: Notice, version: int, more: str, context: Context) -> list[Reply]:
    """Approve for a moment, or move one that is approved."""
    written, _, again = more.partition(":")
    try:
        due = datetime.strptime(written, "%Y%m%d%H%M").replace(tzinfo=VIETNAM)
    except ValueError:
        return [entries.old_button(context)]

    def step(connection: Connection, by: By) -> str:
        if notice.state is State.SCHEDULED:
            notices.reschedule(connection, by, notice.id, due, context.clock.now())
        else:
            context.newsroom.approve(connection, by, notice.id, version, due, again == "1")
        return context.t("It goes at {moment}.", moment=f"{due:%H:%M %d/%m/%Y}")

    return await _take(notice, step, context)


async def _give_back(notice: Notice, version: int, why: str, context: Context) -> list[Reply]:
    def step(connection: Connection, by: By) -> str:
        context.newsroom.hand_back(connection, by, notice.id, version, why)
        return context.t("It is given back to whoever wrote it.")

    return await _take(notice, step, context)


async def _try(notice: Notice, version: int, more: str, context: Context) -> list[Reply]:
    def step(connection: Connection, by: By) -> str:
        context.newsroom.try_out(connection, by.staff or 0, notice)
        return context.t("It was sent to your own chat account.")

    return (await _take(notice, step, context))[:1]


async def _change(notice: Notice, version: int, more: str, context: Context) -> list[Reply]:
    if notice.number is not None or notice.state not in _OPEN:
        return await _look(notice, context)
    return [announce.open_fields(notice, context)]


async def _pause(notice: Notice, version: int, more: str, context: Context) -> list[Reply]:
    def step(connection: Connection, by: By) -> str:
        notices.pause(connection, by, notice.id, context.clock.now())
        return context.t("Paused. What was on its way at this moment still arrives.")

    return await _take(notice, step, context)


async def _on(notice: Notice, version: int, more: str, context: Context) -> list[Reply]:
    def step(connection: Connection, by: By) -> str:
        notices.go_on(connection, by, notice.id, context.clock.now())
        return context.t("It goes on.")

    return await _take(notice, step, context)


async def _ask_end(notice: Notice, version: int, more: str, context: Context) -> list[Reply]:
    t = context.t
    said = t("What has not gone of it does not go any more. This cannot be undone.")
    yes = Button(t("Yes, withdraw it"), f"notice:ended:{notice.id}:{version}")
    return [Reply(said, title=notice.title, buttons=(yes, Button(t("Leave it"), f"notice:show:{notice.id}")))]


async def _end(notice: Notice, version: int, more: str, context: Context) -> list[Reply]:
    def step(connection: Connection, by: By) -> str:
        notices.withdraw(connection, by, notice.id, context.clock.now())
        return context.t("Withdrawn. What had not gone does not go.")

    return await _take(notice, step, context)


async def _again(notice: Notice, version: int, more: str, context: Context) -> list[Reply]:
    def step(connection: Connection, by: By) -> str:
        count = context.newsroom.send_again(connection, by, notice.id)
        return context.tn("It is tried again for {count} person.", "It is tried again for {count} people.", count)

    return await _take(notice, step, context)


_ACTS: dict[str, Callable[[Notice, int, str, Context], Awaitable[list[Reply]]]] = {
    "submit": _submit,
    "go": _go,
    "at": _ask_moment,
    "due": _at,
    "back": _ask_reason,
    "try": _try,
    "change": _change,
    "pause": _pause,
    "on": _on,
    "end": _ask_end,
    "ended": _end,
    "again": _again,
}


def _ask(context: Context, act: str, notice: Notice, version: int, more: str, before: str = "") -> Reply:
    """Ask for a moment or a reason, and take the next words as the answer."""
    t, its = context.t, f"{notice.id}:{version}"
    context.talk.step = STEP
    context.talk.notes[_ABOUT] = f"{act}:{its}:{more}"
    leave = Button(t("Leave it"), f"notice:show:{notice.id}")
    if act == "back":
        said = t("What should be changed? It is told to whoever wrote it; type “không” to give no reason.")
        return Reply(said, title=notice.title, buttons=(leave,))
    again = f":{more}" if more else ""
    offered = sorted(_next(context.now, at) for at in _OFFERED)
    buttons = [Button(f"{due:%H:%M %d/%m}", f"notice:due:{its}:{due:%Y%m%d%H%M}{again}") for due in offered]
    said = t("When shall it go? Choose, or type it like 16:30, or 7:30 25/12/2026.")
    return Reply(f"{before} {said}".strip(), title=notice.title, buttons=(*buttons, leave))


def _next(now: datetime, at: time) -> datetime:
    moment = datetime.combine(now.date(), at, VIETNAM)
    return moment if moment > now else moment + timedelta(days=1)


async def _find(number: str, context: Context) -> Notice | None:
    if not number.isdecimal() or len(number) > 9:
        return None
    return await context.unit.read(partial(find, notice=int(number)))


def _line(at: int, notice: Notice, context: Context) -> str:
    state = context.t(notice_words.STATES[notice.state])
    return f"{at}. {notice.title} – {state} ({notice.author_name})"


def _short(title: str) -> str:
    return title if len(title) <= _TITLE else title[:_TITLE].rstrip() + "…"
