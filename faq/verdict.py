"""How sure is sure enough: the thresholds, and the verdict they give."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from faq.index import Index
from faq.procedure import Entry, Kind, Topic
from faq.question import Question
from faq.result import Candidate, Verdict
from faq.scoring import Match

MOST_CANDIDATES = 5


@dataclass(frozen=True)
class Thresholds:
    """Scores from which on a verdict is given; benchmarks/thresholds.py prints the curves they were read from."""

    answer: float = 0.6  # one entry, answered
    answer_whole: float = 0.55  # the same where nearly the whole way of asking was said
    answer_clear: float = 0.5  # the same where nothing else comes near
    clear: float = 0.15  # lead from which nothing else comes near
    answer_ward: float = 0.75  # a question about the desk itself: its words are common ones ("kết quả", "hồ sơ")
    whole: float = 0.75  # that much of a way is nearly the whole
    redirect: float = 0.5  # another agency, named
    emergency: float = 0.3  # a national number to call at once
    clarify: float = 0.38  # asked back; below, unknown
    clarify_long: float = 0.3  # the same for a story, where most words tell how it came about
    clarify_clear: float = 0.2  # a story's, where the best has this many times the score of the next
    times: float = 1.5
    long: int = 6  # words that name a matter from which on a question is a story
    told: float = 0.14  # and the share of words that tell of people, times and places
    margin: float = 0.05  # lead over the next entry that a bare answer needs; a perfect one needs none
    trailing: float = 0.35  # part of the best score that a choice must reach
    talk: float = 0.5  # small talk
    talk_said: float = 0.5  # part of a way of small talk that must be said: "mất rồi" is no "mất dạy"
    airy: float = 0.25  # small talk where nothing but filler was said
    strange: float = 0.5  # a question none of whose telling words is known as it was typed
    wordless: float = 0.72  # a question of topic words alone, such as "phường mấy giờ mở cửa"


THRESHOLDS = Thresholds()


@dataclass(frozen=True)
class Ranked:
    """What a question may mean among the entries of one index, best first."""

    matches: Sequence[Match]
    candidates: tuple[Candidate, ...]

    @property
    def best(self) -> float:
        """The best score, 0 where nothing matches."""
        return self.candidates[0].score if self.candidates else 0.0

    @classmethod
    def of(cls, matches: Sequence[Match], index: Index) -> Ranked:
        """The matches with their entries."""
        found = (Candidate(index.entries[match.entry], round(min(1.0, match.score), 4)) for match in matches)
        return cls(matches, tuple(found))


NOTHING = Ranked((), ())


@dataclass(frozen=True)
class Judged:
    """A verdict with what it is about, and why."""

    verdict: Verdict
    entry: Entry | None
    score: float
    candidates: tuple[Candidate, ...]
    question: str = ""
    why: str = ""


def judge(
    question: Question, matters: Ranked, talk: Ranked, members: Mapping[str, Entry], limits: Thresholds = THRESHOLDS
) -> Judged:
    """The verdict on a question, given what it may mean among the matters and among the small talk."""
    best, found = matters.best, matters.candidates[:MOST_CANDIDATES]
    if _is_talk(question, matters, talk, limits):
        both = (talk.candidates[0], *found)[:MOST_CANDIDATES]
        why = f"small talk fits with {talk.best:.2f}, no matter with more than {best:.2f}"
        return Judged(Verdict.SMALLTALK, both[0].entry, talk.best, both, why=why)
    if unclear := _unclear(question, matters, limits):
        return Judged(Verdict.UNKNOWN, None, best, found, why=unclear)
    top = found[0].entry
    sure, why = _sure(top, matters, limits)
    if sure and top.kind is not Kind.GROUP:
        return Judged(verdict_of(top), top, best, found, why=why)
    single = tuple(candidate for candidate in matters.candidates if candidate.entry.kind is not Kind.GROUP)
    if top.kind is Kind.GROUP and (sure or not single):
        choices, why = _members(top, matters.candidates, members), f"{why}; it stands for several entries"
        return Judged(Verdict.CLARIFY, None, best, choices, top.question, why)
    near = tuple(candidate for candidate in single if candidate.score >= limits.trailing * best)
    return Judged(Verdict.CLARIFY, None, best, near[:MOST_CANDIDATES], why=why)


def _unclear(question: Question, matters: Ranked, limits: Thresholds) -> str:
    """Why nothing here answers a question, "" if something may."""
    urgent = bool(matters.candidates) and bool(matters.candidates[0].entry.phone)
    story = question.content >= limits.long and question.told >= limits.told
    usual = _story(matters, limits) if story else limits.clarify
    least = min(limits.emergency, usual) if urgent else usual
    if matters.best < least:
        return f"nothing reaches {least}"
    if question.strange and matters.best < limits.strange:
        return f"no word that names a matter is known as it was typed, and nothing reaches {limits.strange}"
    if question.empty and matters.best < limits.wordless:
        return f"no word names a matter, and nothing reaches {limits.wordless} without one"
    return ""


def _story(matters: Ranked, limits: Thresholds) -> float:
    """The score from which a story is asked back."""
    after = matters.candidates[1].score if len(matters.candidates) > 1 else 0.0
    return limits.clarify_clear if matters.best >= limits.times * after else limits.clarify_long


def verdict_of(entry: Entry) -> Verdict:
    """The verdict that goes with an entry that is meant."""
    return {Kind.REDIRECT: Verdict.REDIRECT, Kind.SMALLTALK: Verdict.SMALLTALK}.get(entry.kind, Verdict.ANSWER)


def judged_as(candidate: Candidate, found: tuple[Candidate, ...], members: Mapping[str, Entry], why: str) -> Judged:
    """The verdict that an entry is meant; of a group its question."""
    entry = candidate.entry
    if entry.kind is Kind.GROUP:
        choices = _members(entry, found, members)
        return Judged(Verdict.CLARIFY, None, candidate.score, choices, entry.question, why)
    return Judged(verdict_of(entry), entry, candidate.score, found, why=why)


def distinct(found: Sequence[Candidate]) -> tuple[Candidate, ...]:
    """The first candidates, each entry once."""
    return tuple({candidate.entry.id: candidate for candidate in reversed(found)}.values())[::-1][:MOST_CANDIDATES]


def _is_talk(question: Question, matters: Ranked, talk: Ranked, limits: Thresholds) -> bool:
    """Small talk, where it fits better than any matter; topic words alone are half a question, not small talk."""
    if not talk.matches:
        return False
    exact, exact_matter = talk.matches[0].exact, bool(matters.matches) and matters.matches[0].exact
    if exact or exact_matter:
        return exact
    if question.empty and matters.best < limits.wordless:
        if question.airy:
            return talk.best >= limits.airy
        asks = set(question.topics) - {Topic.CONDITIONS}  # a bare "được không" asks for no topic
        return talk.best >= (limits.wordless if asks else limits.talk)
    said = talk.matches[0].recall >= limits.talk_said
    return said and talk.best >= limits.talk and talk.best >= matters.best


def _sure(top: Entry, matters: Ranked, limits: Thresholds) -> tuple[bool, str]:
    """Good enough, and far enough before the next: the better the match, the smaller the lead it needs."""
    best = matters.best
    if matters.matches[0].exact:
        return True, "these very words stand in the library"
    lead = best - (matters.candidates[1].score if len(matters.candidates) > 1 else 0.0)
    needed = _needed(top, matters.matches[0], lead, limits)
    if best < needed:
        return False, f"the best reaches {best:.2f}, an answer needs {needed}"
    if top.phone:
        return True, "it may be an emergency"
    least = limits.margin * (1 - best) / (1 - needed)
    if top.kind is not Kind.GROUP and lead < least:
        return False, f"the best is only {lead:.3f} before the next, it needs {least:.3f}"
    return True, f"the best reaches {best:.2f}, {needed} is enough, and leads by {lead:.3f}"


def _needed(top: Entry, match: Match, lead: float, limits: Thresholds) -> float:
    """The score from which an entry is sure enough, by what it is and how it was said."""
    if top.kind is Kind.REDIRECT:
        return limits.emergency if top.phone else limits.redirect
    if top.kind is Kind.WARD:
        return limits.answer_ward
    if match.recall < limits.whole:
        return limits.answer
    return limits.answer_clear if lead >= limits.clear else limits.answer_whole


def _members(group: Entry, matters: Sequence[Candidate], members: Mapping[str, Entry]) -> tuple[Candidate, ...]:
    """The entries a group leads to, those the question points at first."""
    scores = {candidate.entry.id: candidate.score for candidate in matters}
    order = sorted(group.members, key=lambda name: -scores.get(name, 0.0))
    return tuple(Candidate(members[name], scores.get(name, 0.0)) for name in order if name in members)[:MOST_CANDIDATES]
