"""An entry as an answer: what was asked first, at most a phone screen, source and date, buttons for the rest."""

from __future__ import annotations

from collections.abc import Sequence

from bot.context import Context
from bot.messages import Button, Reply
from faq import Entry, Kind, Topic
from faq.procedure import OnlineLevel
from faq.rules import SCREEN
from handlers import fineprint, profile, topics

IN_GROUP = 500  # others read along

ALL, SHORT = "all", "short"  # the views that show everything, and the first words again
VIEWS: dict[str, tuple[Topic, ...]] = {
    "papers": (Topic.PAPERS,),
    "cost": (Topic.TIME, Topic.FEE),
    "place": (Topic.PLACE,),
    "online": (Topic.ONLINE,),
    "form": (Topic.FORM,),
    "conditions": (Topic.CONDITIONS,),
}
# Two short facts share a view, the one asked for first.
_PAIRED: dict[tuple[Topic, ...], tuple[Topic, ...]] = {
    (Topic.FEE,): (Topic.FEE, Topic.TIME),
    (Topic.TIME,): (Topic.TIME, Topic.FEE),
}
_ON_PORTAL = (OnlineLevel.FULL, OnlineLevel.PARTIAL, OnlineLevel.YES)


def answer(
    entry: Entry, context: Context, asked: Sequence[Topic] = (), *, room: int = SCREEN, legal: bool = False
) -> Reply:
    """A procedure or a ward question, what was asked of it first; `legal`: with the laws it rests on."""
    remember(entry, context, asked)
    if entry.kind is not Kind.PROCEDURE:
        return _ward_answer(entry, context)
    shown: tuple[Topic, ...] = _PAIRED.get(tuple(asked), tuple(asked)) or (Topic.GENERAL,)
    said: dict[Topic, str] = {topic: topics.section(topic, entry, context) for topic in shown if topic != Topic.PAPERS}
    room -= sum(len(text) + 2 for text in said.values()) + fineprint.room(context)
    if Topic.PAPERS in shown:
        said[Topic.PAPERS] = topics.section(Topic.PAPERS, entry, context, max(200, room))
    parts = [said[topic] for topic in shown]
    if shown == (Topic.GENERAL,):
        facts = topics.legal(entry, context) if legal else [] if entry.name_only else _short_facts(entry, context)
        for text in (*facts, *topics.remarks(entry, context)):
            if len(text) < room:
                parts.append(text)
                room -= len(text) + 1
    return _reply(entry, context, parts, _buttons(entry, context, _view_of(shown), shown))


def brief(entry: Entry, context: Context) -> Reply:
    """The first sentences of an answer and nothing more."""
    if entry.kind is not Kind.PROCEDURE:
        return answer(entry, context)
    remember(entry, context, ())
    buttons = _buttons(entry, context, "", ())
    return _reply(entry, context, [topics.section(Topic.GENERAL, entry, context)], buttons)


def view(entry: Entry, context: Context, name: str) -> Reply:
    """One view of an entry, for a pressed button."""
    if name == SHORT:
        return answer(entry, context)
    if name == ALL:
        shown: tuple[Topic, ...] = (Topic.GENERAL, *(topic for pair in VIEWS.values() for topic in pair), Topic.HOW)
        shown = tuple(topic for topic in shown if topics.has(topic, entry) or topic is Topic.ONLINE)
        parts = [topics.section(topic, entry, context) for topic in shown] + topics.rest(entry, context)
        parts = ["\n\n".join(parts)]
    else:
        shown = VIEWS[name]
        parts = [topics.section(topic, entry, context, SCREEN) for topic in shown]
    remember(entry, context, shown if name != ALL else ())
    return _reply(entry, context, parts, _buttons(entry, context, name, shown))


def remember(entry: Entry, context: Context, asked: Sequence[Topic]) -> None:
    """What is talked about from now on."""
    context.talk.about = entry.id
    context.talk.topic = next((topic.value for topic in asked if topic is not Topic.GENERAL), "")


def name_of(entry: Entry, context: Context) -> str:
    """An entry's short name in the person's language."""
    return entry.name_en if context.language == "en" and entry.name_en else entry.short


def related(entry: Entry, context: Context) -> tuple[Button, ...]:
    """Up to three neighbours of an entry."""
    found = (context.library.entries.get(name) for name in entry.related)
    return tuple(Button(name_of(item, context), f"open:{item.id}") for item in found if item)[:3]


def _ward_answer(entry: Entry, context: Context) -> Reply:
    """A question about the desk itself: the whole answer, its places filled from the ward's profile."""
    said = entry.summary_en if context.language == "en" and entry.summary_en else entry.summary
    parts = [profile.fill(said, context)]
    return _reply(entry, context, parts, related(entry, context))


def _short_facts(entry: Entry, context: Context) -> list[str]:
    """What most people ask next."""
    money = topics.benefit(entry, context) if entry.benefit else topics.section(Topic.FEE, entry, context)
    return [topics.section(Topic.TIME, entry, context), money]


def _reply(entry: Entry, context: Context, parts: list[str], buttons: tuple[Button, ...]) -> Reply:
    """The pieces of an answer as one reply."""
    if context.language != "vi":
        own = 1 if parts[0] == entry.summary_en else 0  # how many parts are in the person's language
        line = context.t("The facts below are in Vietnamese, as the source has them.")
        parts = [*parts[:own], line, *parts[own:]] if len(parts) > own else parts
    text = fineprint.complete("\n".join(parts), entry, context)
    return Reply(text, title=name_of(entry, context), note=fineprint.note(entry, context), buttons=buttons)


def _buttons(entry: Entry, context: Context, shown: str, asked: Sequence[Topic]) -> tuple[Button, ...]:
    """The views an entry has beside the one shown, and where to apply online."""
    t = context.t
    labels = {
        "papers": t("Papers"),
        "cost": t("Time, fee"),
        "place": t("Where to go"),
        "online": t("Apply online"),
        "form": t("Form"),
        "conditions": t("Conditions"),
        ALL: t("Show all"),
    }
    names = [name for name, inside in VIEWS.items() if any(topics.has(topic, entry) for topic in inside)]
    buttons = [Button(labels[name], f"show:{entry.id}:{name}") for name in (*names, ALL) if name != shown]
    links = []
    if Topic.ONLINE in asked and entry.online.level in _ON_PORTAL:
        links.append(Button(t("Open the National Public Service Portal"), url=_portal(entry, context)))
    links += [Button(form.code or form.name, url=form.url) for form in entry.forms if form.url and Topic.FORM in asked]
    if shown == ALL:
        return (*links, Button(t("Show less"), f"show:{entry.id}:{SHORT}"), *related(entry, context))
    return (*links, *buttons)


def _view_of(shown: Sequence[Topic]) -> str:
    """The view that shows just these topics, "" where there is none."""
    return next((name for name, inside in VIEWS.items() if set(inside) == set(shown)), "")


def _portal(entry: Entry, context: Context) -> str:
    """The procedure's own page on the portal where its source is that page, else the portal."""
    url = entry.source.url if entry.source else ""
    return url if url.startswith(context.ward.portal + "/") else context.ward.portal
