"""From a question to a result."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from time import perf_counter

from faq.follow_up import FollowUps
from faq.index import Index
from faq.procedure import Entry, Kind, Topic
from faq.question import Question, Reader
from faq.result import Candidate, Result, Verdict
from faq.scoring import Scorer
from faq.spelling import Speller
from faq.splitting import parts
from faq.verdict import NOTHING, Judged, Ranked, judge
from faq.vocabulary import Vocabulary
from faq.weights import TALK

PLAIN_ENOUGH = 0.8  # score from which on a small-talk reading need not be looked for
KEPT = 64  # texts whose reading and ranking are kept: one turn asks for the same ones several times


@contextmanager
def no_collection() -> Iterator[None]:
    """Holds garbage collection while much is made that all stays: walking it again and again is 40 % of the work."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


class Search:
    """The searchable form of a set of entries: what they know, and apart from it the small talk."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        with no_collection():
            self._build(entries)

    def _build(self, entries: Sequence[Entry]) -> None:
        self.members = {entry.id: entry for entry in entries}
        self.by_code = {entry.code: entry for entry in entries if entry.code}
        self.matters = Index([entry for entry in entries if entry.kind is not Kind.SMALLTALK])
        self.talk = Index([entry for entry in entries if entry.kind is Kind.SMALLTALK], weights=TALK)
        sentences = [*self.matters.sentences, *self.talk.sentences]
        vocabulary = Vocabulary(self.matters.glossary, sentences, self.matters.named_pairs, self.matters.meant_bare)
        self.reader = Reader(Speller(vocabulary))
        self._read = lru_cache(KEPT)(self.reader.read)
        self._ranked = lru_cache(KEPT)(_rank)
        self.follow_ups = FollowUps(self.reader, self.matters, self.talk, self.members)

    def ask(self, text: str, *, about: Entry | None = None) -> Result:
        """What a question asks for; `about` is the entry being talked about."""
        start = perf_counter()
        question = self._read(text)
        judged, follow_up = self.judge_in_talk(question, about)
        wish = self.follow_ups.wish(question) if about else None
        topics = tuple(topic for topic in question.topics if not (follow_up and topic is Topic.HOW))
        return Result(
            text,
            judged.verdict,
            judged.entry,
            topics,
            judged.score,
            judged.candidates,
            judged.question,
            follow_up,
            wish,
            ms=(perf_counter() - start) * 1000,
        )

    def judge_in_talk(self, question: Question, about: Entry | None) -> tuple[Judged, bool]:
        """The verdict on a question said while an entry is being talked about, and whether it leans on that."""
        judged = self.judge(question)
        if about is None or about.kind is Kind.SMALLTALK:
            half = question.empty and bool(question.topics)
            return judged, half and judged.verdict is Verdict.UNKNOWN
        return self.follow_ups.judge(question, judged, about)

    def split(self, text: str) -> list[str]:
        """Two questions in one message as two texts, anything else as it is."""
        return parts(text, self.matters.glossary, self._read, lambda question: self.ranked(question).candidates)

    def ranked(self, question: Question) -> Ranked:
        """What a question may mean among the entries that are no small talk."""
        return self._ranked(question, self.matters)

    def talked(self, question: Question) -> Ranked:
        """What a question may mean among the small talk."""
        return self._ranked(question, self.talk)

    def _named(self, question: Question) -> Judged | None:
        """The entry whose national code was typed."""
        entry = self.by_code.get(question.code) if question.code else None
        if entry is None:
            return None
        return Judged(Verdict.ANSWER, entry, 1.0, (Candidate(entry, 1.0),), why="its national code was typed")

    def judge(self, question: Question) -> Judged:
        """The verdict on a question by itself."""
        if named := self._named(question):
            return named
        matters = self.ranked(question)
        ward = bool(matters.candidates) and matters.candidates[0].entry.kind is Kind.WARD  # its words are common ones
        clear = not ward and not question.empty and matters.best >= PLAIN_ENOUGH
        plain = clear and question.spoken not in self.talk.spoken
        return judge(question, matters, NOTHING if plain else self.talked(question), self.members)


def _rank(question: Question, index: Index) -> Ranked:
    return Ranked.of(Scorer(question, index).rank(), index)
