"""What the bot learned, as sentences: for the weekly digest, the chat and the page of figures."""

from __future__ import annotations

from bot.figures.learned import Asked, Learned
from bot.i18n import mark
from bot.reports.words import Words

_NAMED = 3
_WORDS = 70  # letters of a question

ACTS = {
    "way": mark("taught"),
    "write": mark("written"),
    "hide": mark("hidden"),
    "show": mark("shown again"),
    "reset": mark("as it was shipped"),
    "check": mark("compared with its source"),
}


def lines(learned: Learned, words: Words) -> list[str]:
    """A sentence each: what was asked, what is open, what changed, what is old."""
    return [_asked(learned, words), _open(learned, words), _changed(learned, words), _stale(learned, words)]


def note(words: Words) -> str:
    """What is counted."""
    return words.t(
        "Answered = the bot answered or named who does, or they picked one of its choices, and “not yet” was not "
        "pressed; small talk is not counted."
    )


def _asked(learned: Learned, words: Words) -> str:
    t = words.t
    if not learned.now.all:
        return t("Nobody asked anything in {period}.", period=words.period(learned.period))
    said = t("Questions: {asked}.", asked=_share(learned.now, words))
    if not learned.before.all:
        return said
    return f"{said} " + t("The period before: {asked}.", asked=_share(learned.before, words))


def _share(asked: Asked, words: Words) -> str:
    """Counts always; a percentage where there are enough for one."""
    counts = words.t("{answered} of {all} answered", answered=words.number(asked.answered), all=words.number(asked.all))
    return f"{counts} ({words.percent(asked.share)})" if asked.share else counts


def _open(learned: Learned, words: Words) -> str:
    t = words.t
    if not learned.opened:
        said = t("Nothing is left to learn just now: every question found its answer.")
    else:
        asked = [
            t("{people} asked “{words}”", people=one.people, words=_short(one.words)) for one in learned.open[:_NAMED]
        ]
        more = learned.opened - len(asked)
        listed = "; ".join([*asked, *([t("{count} more", count=more)] if more else [])])
        said = t("Without an answer now: {list}.", list=listed)
    if learned.waiting:
        said += " " + t("Proposals that wait for a second person: {count}.", count=learned.waiting)
    return said


def _changed(learned: Learned, words: Words) -> str:
    t = words.t
    if not learned.changed:
        return t("No entry was changed.")
    parts = [
        t("“{name}” {act}, has answered {count} times since", name=one.name, act=t(ACTS[one.act]), count=one.answered)
        if one.live
        else t("“{name}” taken back", name=one.name)
        for one in learned.changed[:_NAMED]
    ]
    more = len(learned.changed) - len(parts)
    listed = "; ".join([*parts, *([t("{count} more", count=more)] if more else [])])
    return t("Entries changed: {list}.", list=listed)


def _stale(learned: Learned, words: Words) -> str:
    t = words.t
    if not learned.stale:
        return t("No entry is old: all were compared with their source within half a year.")
    named = ", ".join(learned.stale[:_NAMED])
    return t(
        "Entries nobody compared with their source for half a year: {count} ({names}{dots}).",
        count=len(learned.stale),
        names=named,
        dots="…" if len(learned.stale) > _NAMED else "",
    )


def _short(text: str) -> str:
    plain = " ".join(text.split())
    return plain if len(plain) <= _WORDS else plain[:_WORDS].rstrip() + "…"
