"""A notice as the staff see it in their chat: before it goes, with who gets it; while it goes; and at its end."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import Connection

from bot import notice_words
from bot.clock import VIETNAM
from bot.messages import Button, Reply
from bot.newsroom import UNDECIDED, Look, Newsroom, Size
from bot.notice_words import Translate
from bot.storage import listing
from bot.storage.notice_rows import Notice, State

CHANNELS = {"webchat": "Web", "telegram": "Telegram", "zalo_bot": "Zalo Bot", "zalo_oa": "Zalo OA"}
_BAR = 10  # signs
_OVER = (State.DONE, State.WITHDRAWN)


def card(connection: Connection, room: Newsroom, notice: Notice, member: int, language: str) -> list[Reply]:
    """A notice in the chat of one of the staff: as it arrives and what is to be known and done; or how far it is."""
    if notice.state not in UNDECIDED:
        return [progress(connection, room, notice, language)]
    t = partial(room.catalogue.translate, language)
    look = room.look(connection, notice)
    lines = [_for_whom(room, notice, t, language), *_reach(room, look, language), *_sizes(look, room, language)]
    lines += ["⚠ " + t(doubt.sentence, piece=doubt.piece) for doubt in look.doubts]
    if look.alike and notice.state is not State.SCHEDULED:
        said = t("Nearly the same was approved within the last 24 hours:")
        lines.append(f"⚠ {said} {look.alike.title}")
    if notice.why:
        lines.append(t("Reason: {reason}", reason=notice.why))
    if notice.urgent:
        lines.append(t("Why it is urgent: {reason}", reason=notice.reason))
    if notice.due and notice.state is State.SCHEDULED:
        lines.append(t("It goes at {moment}.", moment=_moment(notice.due)))
    if look.quiet:
        lines.append(t("Quiet hours: held until {moment}.", moment=_moment(look.quiet)))
    may = room.may_approve(connection, member, notice)
    if notice.state is not State.SCHEDULED and not may:
        lines.append(t("Whoever wrote a notice does not approve it: somebody else has to."))
    arrives = replace(look.reply, buttons=())
    title = t("Notice of {name}: {state}", name=notice.author_name, state=t(notice_words.STATES[notice.state]))
    return [arrives, Reply("\n".join(lines), title=title, buttons=_undecided(notice, look, t, may=may))]


def progress(connection: Connection, room: Newsroom, notice: Notice, language: str) -> Reply:
    """How far a notice has come, with what can be done about it now; at its end the table of states with reasons."""
    t = partial(room.catalogue.translate, language)
    counts = listing.counts(connection, notice)
    total, ended = sum(counts.values()), listing.ended(counts)
    lines = [f"{_bar(ended, total)} {ended}/{total}"] if total else []
    if notice.state in _OVER:
        lines += [f"{words}: {count}" for words, count in notice_words.by_words(counts, t)]
        for state, why, count in listing.reasons(connection, notice.id):
            words = t(notice_words.ROWS[state])
            reason = t(why) if why else "–"
            lines.append(f"– {words}: {reason} ({count})")
        if notice.left_out:
            lines += [t("These subscribers do not get it:"), *_left_out(notice.left_out, t)]
    else:
        lines += _time_left(room, notice, counts, language)
    state = t(notice_words.STATES[notice.state])
    title = f"{notice_words.heading(notice, None, t)} – {state}"
    said = "\n".join(lines) or t("Nobody gets it.")
    return Reply(said, title=title, buttons=_going(notice, counts, t), replace=True)


def _undecided(notice: Notice, look: Look, t: Translate, *, may: bool) -> tuple[Button, ...]:
    """What can be done with a notice that has not begun to go."""
    its = f"{notice.id}:{notice.version}"
    found = []
    if notice.state is State.SCHEDULED:
        found.append(Button(t("Send at another time"), f"notice:at:{its}"))
    elif may:
        again = ":1" if look.alike else ""
        words = t("Send it all the same") if look.alike else t("Approve and send now")
        found += [Button(words, f"notice:go:{its}{again}"), Button(t("Set a time"), f"notice:at:{its}{again}")]
    if notice.state is State.DRAFT:
        found.append(Button(t("Ask for approval"), f"notice:submit:{its}"))
    if notice.state is State.WAITING:
        found.append(Button(t("Give back"), f"notice:back:{its}"))
    found.append(Button(t("Send it to myself"), f"notice:try:{its}"))
    found.append(Button(t("Change"), f"notice:change:{its}"))
    found.append(Button(t("Withdraw"), f"notice:end:{its}"))
    return tuple(found)


def _going(notice: Notice, counts: dict[str, int], t: Translate) -> tuple[Button, ...]:
    """What can be done with a notice that goes or has gone."""
    its = f"{notice.id}:{notice.version}"
    if notice.state in (State.LISTING, State.SENDING, State.PAUSED):
        found = [Button(t("Withdraw"), f"notice:end:{its}")]
        if notice.state is State.SENDING:
            found.insert(0, Button(t("Pause"), f"notice:pause:{its}"))
        if notice.state is State.PAUSED:
            found.insert(0, Button(t("Go on"), f"notice:on:{its}"))
        return (*found, Button(t("Look again"), f"notice:show:{notice.id}"))
    if notice.state is State.DONE and (counts.get("failed") or counts.get("gone")):
        return (Button(t("Send again to those who did not get it"), f"notice:again:{its}"),)
    return ()


def _time_left(room: Newsroom, notice: Notice, counts: dict[str, int], language: str) -> list[str]:
    """How long it still takes, as far as it has come to now; or until when it is held."""
    t, now = partial(room.catalogue.translate, language), room.clock.now()
    total, ended = sum(counts.values()), listing.ended(counts)
    if notice.state is State.PAUSED:
        return [t("Reason: {reason}", reason=notice.why)] if notice.why else []
    if notice.state is not State.SENDING or ended == total:
        return []
    held = counts.get("held", 0)
    lines = []
    if held and not notice.urgent:
        until = room.ward.quiet_until(now)
        said = t("held until {moment}", moment=_moment(until)) if until else t("held until the quiet hours end")
        lines.append(f"{said}: {held}")
    going = total - ended - held
    took = now - notice.started if notice.started else timedelta(0)
    if going and ended and took >= timedelta(seconds=2) and not held:
        minutes = -(-int((took / ended * going).total_seconds()) // 60)
        words = ("About {count} minute is left.", "About {count} minutes are left.")
        lines.append(room.catalogue.plural(language, *words, max(1, minutes)))
    return lines


def _for_whom(room: Newsroom, notice: Notice, t: Translate, language: str) -> str:
    topic = room.ward.topic(notice.topic)
    facts = [topic.said(language) if topic else notice.topic, notice_words.for_whom(notice, t)]
    facts.append(notice_words.validity(notice, t))
    return " · ".join(fact for fact in facts if fact)


def _reach(room: Newsroom, look: Look, language: str) -> list[str]:
    """How many get it, where, how long it takes, and who does not and why."""
    t = partial(room.catalogue.translate, language)
    people = room.catalogue.plural(language, "{count} person", "{count} people", look.reach.people)
    where = ", ".join(f"{CHANNELS.get(name, name)} {count}" for name, count in sorted(look.reach.channels.items()))
    lines = [t("Who gets it: {people}", people=people) + (f" ({where})" if where else "")]
    if look.minutes:
        words = ("It takes about {count} minute.", "It takes about {count} minutes.")
        lines.append(room.catalogue.plural(language, *words, look.minutes))
    if look.reach.left_out:
        lines.append(t("These subscribers do not get it:"))
        lines += _left_out(look.reach.left_out, t)
    return lines


def _left_out(found: dict[str, int], t: Translate) -> list[str]:
    """How many do not get it, by the reason."""
    named = [(t(notice_words.LEFT_OUT[why]), count) for why, count in sorted(found.items())]
    return [f"– {count}: {words}" for words, count in named]


def _sizes(look: Look, room: Newsroom, language: str) -> list[str]:
    """On each channel that somebody gets it on: how many messages it takes, and what is to be known of it."""
    return [_size(size, room, language) for size in look.sizes if look.reach.channels.get(size.channel)]


def _size(size: Size, room: Newsroom, language: str) -> str:
    tn = partial(room.catalogue.plural, language)
    facts = [tn("{count} message", "{count} messages", size.messages)]
    if size.left is not None:
        words = (
            "the account may send {count} more message this month",
            "the account may send {count} more messages this month",
        )
        facts.append(tn(*words, size.left))
    if size.hours:
        words = ("only to people who wrote within {count} hour", "only to people who wrote within {count} hours")
        facts.append(tn(*words, size.hours))
    return f"{CHANNELS.get(size.channel, size.channel)}: {', '.join(facts)}"


def _bar(done: int, total: int) -> str:
    full = _BAR * done // total
    return "▓" * full + "░" * (_BAR - full)


def _moment(moment: datetime) -> str:
    return f"{moment.astimezone(VIETNAM):%H:%M %d/%m/%Y}"
