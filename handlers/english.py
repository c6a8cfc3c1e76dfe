"""Questions typed in English: the search knows Vietnamese, so English names are compared and always asked back."""

from __future__ import annotations

import re
from dataclasses import replace

from rapidfuzz import fuzz, process, utils

from bot.context import Context
from faq import Candidate, Entry, Kind, Result, Topic, Verdict
from faq.syllables import is_syllable
from handlers import unsure

_ALIKE = 72  # of 100; below it names have only small words in common
_CHOICES = 4
_SMALL = re.compile(
    r"\b(?:a|an|the|of|for|to|in|on|at|my|me|i|we|you|is|are|do|does|can|how|what|where|when|which|need|want|get|make|"
    r"take|takes|have|has|much|long|many|papers?|documents?|fees?|costs?|price|time|days|form|online|please|about|it|and|or)\b"
)
_ALSO_CALLED = (  # what people say, and what the entry is named
    (re.compile(r"\b(birth|death|marriage) certificate"), r"\1 registration"),
    (re.compile(r"\b(?:get married|marry|wedding)\b"), "marriage registration"),
    (re.compile(r"\b(?:shop|store|stall|restaurant|small business)\b"), "household business"),
    (re.compile(r"\b(?:old age|elderly|pension)\b"), "social pension"),
    (re.compile(r"\b(?:photocop(?:y|ies)|notar\w+|certified copy)\b"), "certified copies"),
)
_TOPICS: tuple[tuple[Topic, str], ...] = (
    (Topic.PAPERS, r"papers?|documents?|bring"),
    (Topic.FEE, r"fees?|costs?|price|how much|pay"),
    (Topic.TIME, r"how long|days|time|when"),
    (Topic.PLACE, r"where|address|counter"),
    (Topic.ONLINE, r"online|internet"),
    (Topic.FORM, r"forms?"),
    (Topic.CONDITIONS, r"conditions?|may i|eligible|who can"),
)


def search(text: str, context: Context) -> Result:
    """A question to one who reads English: Vietnamese if it is, else a topic or names to choose from."""
    result = context.library.search(text)
    if result.verdict not in (Verdict.UNKNOWN, Verdict.CLARIFY):
        return result
    asked = topics(text)
    about = context.library.entries.get(context.talk.about)
    only_topics = bool(asked) and is_only_topics(text)
    if only_topics and unsure.still_asked(context):
        return replace(result, verdict=Verdict.UNKNOWN, topics=asked)
    if about and only_topics:
        return replace(result, verdict=Verdict.ANSWER, entry=about, topics=asked, score=1.0, follow_up=True)
    if choices := tuple(Candidate(entry, 0.0) for entry in alike(text, context)):
        return replace(result, verdict=Verdict.CLARIFY, topics=asked, candidates=choices, question="")
    return context.library.search(text, about=about.id) if about else result


def typed(text: str, context: Context) -> bool:
    """Whether a text is English: beside small words only words of the English names, one of them not Vietnamese."""
    said = _words(_SMALL.sub(" ", _renamed(text)))
    if all(is_syllable(word) for word in said):
        return False
    return said <= context.library.english_words


def _words(text: str) -> set[str]:
    return set(re.findall(r"[^\W_]+", text.casefold()))


def _renamed(text: str) -> str:
    """A text in the words of the entries' names."""
    said = text.casefold()
    for words, name in _ALSO_CALLED:
        said = words.sub(name, said)
    return said


def topics(text: str) -> tuple[Topic, ...]:
    """What is asked, in the order in which it is said."""
    said = text.casefold()
    found = [(match.start(), topic) for topic, words in _TOPICS if (match := re.search(rf"\b(?:{words})\b", said))]
    return tuple(topic for _, topic in sorted(found))


def is_only_topics(text: str) -> bool:
    """Whether nothing but small words and topics was said: "how much is the fee?"."""
    return not re.search(r"\w", _SMALL.sub(" ", text.casefold()))


def alike(text: str, context: Context) -> list[Entry]:
    """The entries whose English names are most like a question, best first."""
    names = {
        entry.id: entry.name_en
        for entry in context.library.entries.values()
        if entry.name_en and entry.kind is not Kind.SMALLTALK
    }
    found = process.extract(
        _SMALL.sub(" ", _renamed(text)),
        names,
        scorer=fuzz.token_set_ratio,
        processor=utils.default_process,
        score_cutoff=_ALIKE,
        limit=None,
    )
    best = sorted(found, key=lambda match: (-match[1], len(match[0])))  # of names alike the plain one comes first
    return [context.library.entries[name] for _, _, name in best[:_CHOICES]]
