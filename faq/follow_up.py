"""A question said while an entry is being talked about: what of it leans on the talk, and what stands by itself."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from faq.features import AGAIN, LOST, feature_places
from faq.glossary import Role
from faq.index import Index, Known
from faq.procedure import Entry, Kind, Topic
from faq.question import Question, Reader
from faq.result import Candidate, Verdict, Wish
from faq.scoring import Match, Scorer
from faq.verdict import MOST_CANDIDATES, Judged, Ranked, distinct, judged_as

SHORT = 3  # words of content up to which a question may be the rest of the one before
SURE = 0.75  # score from which an answer that does not lean on the talk is kept
NAMED = 0.9  # score from which a question names its entry or group by itself
OWN = 0.6  # how far each word said now must be covered
CARRIED = 0.72  # part of a question, with what was talked about before, that its entry must cover
NEAR = 0.6  # part of the name of what is talked about that an entry beside it must cover
WHOLE = 0.85  # part of a way of asking that was said where topic words alone still ask for something of its own
FAINT = 0.35  # score of small talk up to which topic words count for more
CHATTED = 0.5  # score of small talk from which half a question is that
SAID = 0.9  # how far a group must know a word said now to be asked about instead of one of its members
NAMES_IT, NEIGHBOUR = 0.1, 0.05  # what a feature in the name, and a place among the neighbours, add to a score
_ASIDE = re.compile(r"\([^)]*\)")
_NEEDED = re.compile(r"\bcan\b.*\bkhong$")  # "có cần … không"

_ANSWERS = (Verdict.ANSWER, Verdict.REDIRECT)


@dataclass(frozen=True)
class Joined:
    """A question read together with the name of the entry talked about, and what that may mean, best first."""

    about: Entry
    ranked: Ranked
    old: tuple[float, ...]  # the weights of the words of the name
    new: tuple[int, ...]  # places of the words said now that name a matter
    telling: frozenset[int]  # places of the words said now that name a feature
    asked: frozenset[str]  # the features said now

    def covers(self, match: Match, *, featured: bool = False) -> bool:
        """Whether an entry knows every word said now; `featured`: or has the feature the word stands for."""
        return all(match.credits[place] >= OWN for place in self.new if not (featured and place in self.telling))

    def near(self, match: Match) -> bool:
        """Whether an entry is about the same matter as the one talked about."""
        known = sum(weight * match.credits[place] for place, weight in enumerate(self.old))
        return known >= NEAR * sum(self.old)


class FollowUps:
    """Judges questions said in a talk; `plain` is always the verdict on the question by itself."""

    def __init__(self, reader: Reader, matters: Index, talk: Index, members: Mapping[str, Entry]) -> None:
        self.reader = reader
        self.matters = matters
        self.talk = talk
        self.members = members
        wishes = matters.glossary.wishes.items()
        self.wishes = {_said(reader.read(phrase)): wish for phrase, wish in wishes}
        self.numbers = {entry.id: number for number, entry in enumerate(matters.entries)}

    def wish(self, question: Question) -> Wish | None:
        """What is wished of the last answer, if the whole question is such a wish."""
        return self.wishes.get(_said(question))

    def judge(self, question: Question, plain: Judged, about: Entry) -> tuple[Judged, bool]:
        """The verdict, and whether it leans on what is talked about."""
        if self.wish(question):
            return _meant(about, 1.0, plain, f"a wish about {about.id!r}, which was talked about"), True
        if question.empty and not question.features and not question.code:
            return self._wordless(question, plain, about)
        leans = question.leans or question.corrects
        if question.code or plain.verdict is Verdict.SMALLTALK or not (leans or question.content <= SHORT):
            return plain, False
        if question.corrects and plain.verdict in _ANSWERS:
            return plain, True
        if plain.question and plain.score >= NAMED and not _needed(question):
            return plain, leans
        found = self._with_the_talk(question, plain, about)
        return found or plain, leans or found is not None

    def _wordless(self, question: Question, plain: Judged, about: Entry) -> tuple[Judged, bool]:
        """Half a question, without a word that names a matter."""
        bare = all(Role.TOPIC <= token.role <= Role.ADDRESS for token in question.tokens)
        if Topic.PLACE in question.topics and self._names_an_office(question):
            return plain, False
        place = bare and Topic.PLACE in question.topics and about.kind is Kind.PROCEDURE
        faint = bool(question.topics) and plain.score < FAINT
        if (
            plain.verdict is Verdict.SMALLTALK
            and not faint
            and not (place and plain.entry and plain.entry.intent == "ask-address")
        ):
            return plain, False
        if not (question.topics or (question.leans and plain.verdict is Verdict.UNKNOWN)):
            return plain, False
        matters = Ranked.of(Scorer(question, self.matters).rank(), self.matters)
        sure = plain.verdict in _ANSWERS and plain.score >= SURE and not question.leans
        if sure and (not bare or matters.matches[0].recall >= WHOLE):
            return plain, False
        talk = Ranked.of(Scorer(question, self.talk).rank(), self.talk)
        if not bare and talk.best >= CHATTED and talk.best > max(matters.best, plain.score):
            found = distinct((talk.candidates[0], *plain.candidates))
            return Judged(Verdict.SMALLTALK, found[0].entry, talk.best, found, why="small talk fits best"), False
        why = f"no matter was named, so {about.id!r} is meant, which was talked about"
        return _meant(about, 1.0, plain, why), True

    def _with_the_talk(self, question: Question, plain: Judged, about: Entry) -> Judged | None:
        """What a question means beside what is talked about, None where it stands by itself."""
        sure = plain.verdict in _ANSWERS and plain.score >= SURE
        if _needed(question):
            if sure and plain.entry and plain.entry.kind is Kind.WARD:
                return None
            return _meant(about, 1.0, plain, f"asks what is needed for {about.id!r}, which was talked about")
        joined = self._joined(question, about)
        beside = self._adding(joined) or (self._beside(joined) if question.leans else None)
        if beside and (question.leans or not sure or beside.score >= plain.score):
            why = f"beside {about.id!r}, which was talked about, it adds what was said now"
            return None if beside.entry is plain.entry else self._carried(beside, plain, why)
        if sure and (not question.leans or plain.score >= NAMED):
            return None
        return self._ranked_first(joined, plain) or self._left_open(joined, question, plain)

    def _ranked_first(self, joined: Joined, plain: Judged) -> Judged | None:
        """The entry that covers both what was talked about and what was said now, if none fits that better."""
        about = joined.about
        for match, candidate in zip(joined.ranked.matches, joined.ranked.candidates[:MOST_CANDIDATES], strict=False):
            if candidate.entry is plain.entry or self._loses(candidate.entry, joined, plain):
                return None
            covers = joined.covers(match) and match.precision >= CARRIED
            if candidate.entry is about:
                why = f"{about.id!r}, which was talked about, knows what was said now"
                return _meant(about, candidate.score, plain, why) if covers else None
            if covers:
                return self._carried(candidate, plain, f"read together with {about.id!r}, which was talked about")
        return None

    def _loses(self, entry: Entry, joined: Joined, plain: Judged) -> bool:
        """Whether an entry lacks a feature said now that the question by itself leads to: a death, above all."""
        said = joined.asked - self._known(entry).held
        return bool(plain.entry and plain.verdict in _ANSWERS and said & self._known(plain.entry).held)

    def _left_open(self, joined: Joined, question: Question, plain: Judged) -> Judged | None:
        """What is talked about, where the question by itself is not understood but asks something of it."""
        about, ranked = joined.about, joined.ranked.candidates
        if plain.verdict in _ANSWERS or plain.question or not ranked or ranked[0].entry is not about:
            return None
        doubted = any(candidate.entry is about for candidate in plain.candidates)
        if not doubted and set(question.topics) <= {Topic.HOW}:
            return None
        return _meant(about, ranked[0].score, plain, f"not understood by itself, so {about.id!r} is asked on")

    def _names_an_office(self, question: Question) -> bool:
        """Starts with an office, whose own place is asked then."""
        offices = self.matters.glossary.lists.get("office")
        forms = [token.form for token in question.tokens]
        return offices is not None and bool(forms) and any(True for _ in offices.at(forms, 0))

    def _joined(self, question: Question, about: Entry) -> Joined:
        read = self.reader.read(f"{_ASIDE.sub('', about.short)} {question.text}")
        start = max(0, len(read.tokens) - len(question.tokens))
        scorer = Scorer(read, self.matters)
        new = (place for place in range(start, len(read.tokens)) if read.tokens[place].role is Role.CONTENT)
        forms = [token.form for token in question.tokens]
        telling = set(feature_places(forms, self.matters.glossary))
        asked = question.features
        lost = {place for place, word in enumerate(forms) if word.fold == LOST}
        if lost and "died" not in asked:
            asked, telling = asked | {AGAIN}, telling | lost
        return Joined(
            about,
            Ranked.of(scorer.rank(), self.matters),
            tuple(scorer.weights[:start]),
            tuple(new),
            frozenset(start + place for place in telling),
            asked,
        )

    def _adding(self, joined: Joined) -> Candidate | None:
        """The entry near the one talked about that has the feature said now, and that one lacks."""
        wanted = joined.asked - self._known(joined.about).held
        if not wanted:
            return None

        def fits(match: Match, candidate: Candidate) -> bool:
            told = max((match.credits[place] for place in joined.new), default=0.0)
            if candidate.entry.kind is Kind.GROUP and told < SAID:
                return False
            held = self._known(candidate.entry).held
            return bool(wanted & held) and joined.near(match) and joined.covers(match, featured=True)

        found = [
            candidate
            for match, candidate in zip(joined.ranked.matches, joined.ranked.candidates, strict=False)
            if fits(match, candidate)
        ]
        return max(found, key=lambda item: self._closeness(item, joined, wanted), default=None)

    def _closeness(self, candidate: Candidate, joined: Joined, wanted: frozenset[str]) -> float:
        """How well a candidate stands for a feature: better where its name says it, and beside what is talked about."""
        entry = candidate.entry
        named = bool(wanted & self._known(entry).required) or entry.kind is Kind.GROUP
        return candidate.score + NAMES_IT * named + NEIGHBOUR * (entry.id in joined.about.related)

    def _beside(self, joined: Joined) -> Candidate | None:
        """The same done to another matter: "thế thường trú thì sao" after the end of a temporary residence."""
        same = self._known(joined.about).required
        for match, candidate in zip(joined.ranked.matches, joined.ranked.candidates[:MOST_CANDIDATES], strict=False):
            if not same or candidate.entry is joined.about:
                continue
            if joined.covers(match) and match.precision >= CARRIED and same <= self._known(candidate.entry).held:
                return candidate
        return None

    def _carried(self, candidate: Candidate, plain: Judged, why: str) -> Judged:
        return judged_as(candidate, distinct((candidate, *plain.candidates)), self.members, why)

    def _known(self, entry: Entry) -> Known:
        return self.matters.known(self.numbers[entry.id])


def _meant(about: Entry, score: float, plain: Judged, why: str) -> Judged:
    """What is talked about is meant."""
    return Judged(Verdict.ANSWER, about, score, distinct((Candidate(about, score), *plain.candidates)), why=why)


def _said(question: Question) -> tuple[str, ...]:
    """The words of a question without those that only fill the air."""
    telling = tuple(token.form.fold for token in question.tokens if token.role is not Role.ADDRESS)
    return telling or question.spoken


def _needed(question: Question) -> bool:
    """Asks whether something is needed: "có cần … không"."""
    return bool(_NEEDED.search(" ".join(question.spoken)))
