"""A question as it was understood: its words with their part in it, what is asked first, what is not meant."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from faq.features import feature_hits, features_said
from faq.glossary import Role
from faq.procedure import Topic
from faq.roles import roles_of
from faq.senses import senses_said
from faq.spelling import Speller
from faq.text import CODE, Form, clean, known_bare, said
from faq.topics import Hit, asked_topics, asking
from faq.words import Token

OTHER_WORD = 0.3  # credit of a word that only looks like one of the library
ASIDE = 0.6  # credit of a word that only tells what the matter is for or needs
WELL_MARKED = 0.6  # share of words with marks of someone who types them all
NAMED = 2  # words that name a matter from which on it was named
MARKED = 0.3  # share of words with marks from which on a bare word counts as meant bare


Same = tuple[int, int, tuple[tuple[Form, ...], ...]]


@dataclass(frozen=True)
class Expansion:
    """Other words for a stretch of the question: "sổ đỏ" for "giấy chứng nhận quyền sử dụng đất"."""

    start: int
    end: int
    forms: tuple[Form, ...]
    sense: str = ""


@dataclass(eq=False)  # what a search found for it is kept by its identity
class Question:
    """What a search works on; nothing of it changes once it was read."""

    text: str
    tokens: list[Token]
    spoken: tuple[str, ...] = ()  # every word as understood, bare
    topics: tuple[Topic, ...] = ()
    expansions: list[Expansion] = field(default_factory=list)
    features: frozenset[str] = frozenset()
    hints: frozenset[str] = frozenset()  # features only hinted at
    denied: tuple[Token, ...] = ()
    corrects: bool = False  # starts as a correction: "nhầm, ý mình là ..."
    leans: bool = False  # starts by leaning on what was said before: "thế ... thì sao"
    marked: bool = False
    code: str | None = None

    @property
    def content(self) -> int:
        """How many words name a matter."""
        return sum(token.role is Role.CONTENT for token in self.tokens)

    @property
    def told(self) -> float:
        """The share of words that tell of people, times and places: high in a story, low in the heading of a form."""
        return sum(token.role in (Role.STORY, Role.ADDRESS) for token in self.tokens) / max(len(self.tokens), 1)

    @property
    def strange(self) -> bool:
        """No word that names a matter was read as it was typed: each is unknown, or at best a slip of another."""
        notes = [token.note for token in self.tokens if token.role is Role.CONTENT]
        return bool(notes) and all(note in ("unknown", "slip") for note in notes)

    @property
    def airy(self) -> bool:
        """Nothing but filler, as in "cho em hỏi chút được không ạ"."""
        asks = set(self.topics) - {Topic.CONDITIONS}
        return not asks and all(token.role not in (Role.CONTENT, Role.STORY) for token in self.tokens)

    @property
    def empty(self) -> bool:
        """Nothing said beyond topic words, filler and story."""
        return not self.content


class Reader:
    """Understands questions with the help of what the library knows."""

    def __init__(self, speller: Speller) -> None:
        self.speller = speller
        self.glossary = speller.vocabulary.glossary

    def read(self, text: str) -> Question:
        """Understand a question."""
        spelled = self.speller.read(said(clean(text)))
        kept, denied = self._without_denied(spelled)
        marked = sum(not token.form.bare for token in kept) >= MARKED * max(len(kept), 1)
        forms = [self._meant(token.form) if marked else token.form for token in kept]
        for token, meant in zip(kept, forms, strict=True):
            token.form = meant
        starts = {kind for _, kind in self.glossary.talk.at(forms, 0)} if forms else set()
        with_marks = sum(not word.bare for word in forms) / max(len(forms), 1)
        same = self._same([known_bare(word) for word in forms] if with_marks >= WELL_MARKED else forms)
        named = [(start, end) for start, end, _ in same]
        inside = {place for start, end in named for place in range(start, end)}
        clauses = [token.clause for token in kept]
        hits = [
            hit
            for hit in asking(self.glossary.topics.all(forms, strict=with_marks >= WELL_MARKED), forms, clauses)
            if not inside.issuperset(range(hit[0], hit[1])) and not (hit[2].lead and hit[0])
        ]
        self._set_roles(kept, forms, hits, named, set() if marked else self._joined(forms))
        inside_asking = {place for start, end, _ in hits if end > start + 1 for place in range(start, end)}
        telling = feature_hits(forms, self.glossary, () if marked else inside_asking)
        expansions = self._expansions(kept, forms, same)
        expansions += [Expansion(start, end, hit.means) for start, end, hit in telling if hit.means]
        self.speller.add_neighbourly(kept)
        features, hints = features_said(forms, self.glossary, telling, {item.sense for item in expansions} - {""})
        return Question(
            text=text,
            tokens=kept,
            spoken=tuple(token.form.fold for token in spelled),
            topics=asked_topics(hits, clauses),
            expansions=expansions,
            features=features,
            hints=hints,
            denied=tuple(denied),
            corrects="correction" in starts,
            leans="lean" in starts,
            marked=marked,
            code=next((token.typed for token in kept if CODE.fullmatch(token.typed)), None),
        )

    def _set_roles(
        self, tokens: list[Token], forms: list[Form], hits: list[Hit], named: list[tuple[int, int]], doubtful: set[int]
    ) -> None:
        """Give every token its role; what it is all for and what it needs is story once a matter was named."""
        for token, role in zip(tokens, roles_of(forms, self.glossary, hits, named, doubtful), strict=True):
            token.role = role
        inside = {place for start, end in named for place in range(start, end)}
        aside = -1
        for start, end, kind in self.glossary.talk.all(forms, doubtful):
            if inside.issuperset(range(start, end)) or kind == "joint":
                continue
            if kind == "need" and end - 1 in doubtful:  # "co can cuoc" is not "có cần cước"
                continue
            for token in tokens[start:end]:
                token.role = max(token.role, Role.FILLER)
            if aside < 0 and self._told(kind, tokens[:start]):
                aside = end
        if aside >= 0:
            for token in tokens[aside:]:
                if token.clause == tokens[aside - 1].clause:
                    token.role = max(token.role, Role.STORY)
                    token.credit *= ASIDE

    def _told(self, kind: str, before: Sequence[Token]) -> bool:
        """Whether the matter was named before a purpose ("... để đi làm") or a paper needed for it ("có cần ...")."""
        if sum(token.role is Role.CONTENT for token in before) < NAMED:
            return False
        after_name = before[-1].role in (Role.CONTENT, Role.STORY)  # not "làm sao để ..."
        return kind == "need" or (kind == "purpose" and after_name)

    def _same(self, forms: Sequence[Form]) -> list[Same]:
        """The stretches with a synonym; a bare filler such as "de" is "để" before it is "đẻ"."""
        fillers = self.speller.vocabulary.fillers
        doubtful = {place for place, word in enumerate(forms) if word.bare and word.fold in fillers}
        return list(self.glossary.same.all(forms, doubtful))

    def _meant(self, word: Form) -> Form:
        """A word typed bare among marked ones that names a matter as it is: "vay" is not "vậy"."""
        return known_bare(word) if word.bare and word.fold in self.speller.vocabulary.meant_bare else word

    def _joined(self, forms: Sequence[Form]) -> set[int]:
        """The places of words that name a matter together with a neighbour."""
        pairs = self.speller.vocabulary.named_pairs
        joined = [place for place, (one, two) in enumerate(pairwise(forms)) if (one.fold, two.fold) in pairs]
        return {*joined, *(place + 1 for place in joined)}

    def _without_denied(self, tokens: list[Token]) -> tuple[list[Token], list[Token]]:
        """The tokens without what is said not to be meant, and that."""
        talk = self.glossary.talk
        forms = [token.form for token in tokens]
        kept: list[Token] = []
        denied: list[Token] = []
        place = 0
        while place < len(tokens):
            start = max((end for end, kind in talk.at(forms, place) if kind == "deny"), default=0)
            if not start or self._part_of_a_name(forms[start : start + 2]):
                kept.append(tokens[place])
                place += 1
                continue
            end = start
            while end < len(tokens) and tokens[end].clause == tokens[start].clause:
                if any(kind == "instead" for _, kind in talk.at(forms, end)):
                    break
                end += 1
            denied += tokens[start:end]
            place = max(end, start)
        return (kept, denied) if len(kept) > 1 else (tokens, [])

    def _part_of_a_name(self, following: Sequence[Form]) -> bool:
        """Some names hold a "không phải": what follows here is what follows there."""
        folds = {word.fold for word in following}
        return not folds or any(folds & words for words in self.speller.vocabulary.denying)

    def _expansions(self, tokens: list[Token], forms: list[Form], same: list[Same]) -> list[Expansion]:
        found = [Expansion(start, end, meant) for start, end, others in same for meant in others]
        for place, token in enumerate(tokens):
            found += [Expansion(place, min(place + token.span, len(tokens)), other) for other in token.others]
        for start, end, sense in senses_said(forms, self.glossary.senses, self.glossary.lists):
            for token in tokens[start:end]:
                if sense.rule.asks:
                    token.role = max(token.role, Role.TOPIC)
                elif token.role is not Role.TOPIC:
                    token.role = Role.CONTENT
                    token.credit *= OTHER_WORD if sense.rule.other else 1.0
            if any(token.role is Role.CONTENT for token in tokens[start:end]):
                found += [Expansion(start, end, read, sense.rule.name) for read in sense.reads]
        return found
