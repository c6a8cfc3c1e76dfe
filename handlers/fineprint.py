"""What stands beside the facts: help with writing, how old and how sure they are, one plea to ask, source and dates."""

from __future__ import annotations

import re

from bot.context import Context
from faq import Entry, Kind
from faq.checking import STALE
from faq.edition import Edition
from faq.procedure import ASK, Confidence, ProxyWriting
from handlers import profile, topics

_WRITING = 250  # characters that the help with writing takes

_SENT_ALREADY = re.compile(
    r"\b(?:bà con|mời|nên|xin|thì|hoặc|cứ)(?: ra quầy)? hỏi (?![\"“]|trưởng khóm)|"
    r"\bhỏi (?:lại|thêm|trước|quầy|phường|công an|cán bộ)|please ask",
    re.IGNORECASE,
)


def complete(text: str, entry: Entry, context: Context) -> str:
    """An answer's facts with what must be said beside them, and at the end one plea to ask, if any fact needs it.

    A text that already sends people to ask gets no second plea.
    """
    pieces = [text, *_cautions(entry, context)]
    whole = "\n\n".join(pieces)
    unclear = ASK in whole or entry.confidence is Confidence.LOW
    whole = whole.replace(f" {ASK}", "").replace(ASK, "").strip()
    if entry.name_only or (unclear and not _SENT_ALREADY.search(whole)):
        whole += "\n\n" + _plea(entry, context)
    return whole


def room(context: Context) -> int:
    """How many characters of the screen are wanted beside the facts."""
    return _WRITING if context.talk.notes.get("proxy") == "asked" else 0


def note(entry: Entry, context: Context) -> str:
    """Source and dates in small print; once in a talk also that answers are for reference."""
    t = context.t
    parts = []
    if entry.source:
        parts.append(t("Source: {title}", title=entry.source.title))
    if entry.as_of:
        parts.append(_edition(entry.as_of, context))
    compared = entry.as_of is not None or entry.confidence is not Confidence.LOW
    if entry.checked_on and compared and str(entry.checked_on) != str(entry.as_of):
        parts.append(t("checked on {date}", date=profile.dated(entry.checked_on)))
    if not entry.reviewed:
        parts.append(t("not yet looked over by the ward"))
    said = ", ".join(parts) + "." if parts else ""
    if not context.talk.notes.get("reference"):
        context.talk.notes["reference"] = "told"
        said = (said + " " + t("For reference only; the desk has the last word.")).strip()
    return said


def _edition(as_of: Edition, context: Context) -> str:
    """When the source stood like this, no finer than it says."""
    if as_of.day:
        return context.t("as of {date}", date=profile.dated(as_of.first))
    if as_of.month:
        return context.t("as of {month}", month=f"{as_of.month}/{as_of.year}")
    return context.t("as of the year {year}", year=as_of.year)


def _cautions(entry: Entry, context: Context) -> list[str]:
    """Help with writing, once in a talk, and that the facts are old."""
    said = []
    if context.talk.notes.get("proxy") == "asked" and entry.kind is Kind.PROCEDURE:
        context.talk.notes["proxy"] = "told"
        said.append(_help_with_writing(entry, context))
    if entry.checked_on and context.now.date() - entry.checked_on > STALE:
        day = profile.dated(entry.checked_on)
        said.append(context.t("This was last checked on {date} and may have changed.", date=day) + f" {ASK}")
    return said


def _plea(entry: Entry, context: Context) -> str:
    """A word on how sure this is, and whom to ask."""
    t, whom = context.t, topics.whom(entry, context)
    if entry.name_only:
        return t(
            "The portal tells only the name of this procedure and who handles it; please ask {whom} about papers, "
            "time and fee.",
            whom=whom,
        )
    if entry.kind is Kind.REDIRECT:
        return t("I am not certain of this, please ask that office itself.")
    if entry.confidence is Confidence.LOW:
        return t("I am not certain of this, please ask {whom} first.", whom=whom)
    return t("Where something is unclear, please ask {whom} first.", whom=whom)


def _help_with_writing(entry: Entry, context: Context) -> str:
    """For those who cannot write or see: whether the form may be filled in for them, and on which day."""
    t = context.t
    rules = {
        ProxyWriting.ALLOWED: t("An official may fill in this form for you."),
        ProxyWriting.SELF_SIGN: t(
            "An official may write this for you, but the signature or fingerprint must be yours."
        ),
        ProxyWriting.NOT_ALLOWED: t("This paper must be written by yourself; nobody may write it for you."),
        ProxyWriting.ASK: t(
            "If writing is hard for you, tell the official; they say whether they may write it for you."
        ),
    }
    days = () if entry.proxy is ProxyWriting.NOT_ALLOWED else context.ward.special_days
    return " ".join([rules[entry.proxy], *(profile.special(day, context) for day in days if day.on)])
