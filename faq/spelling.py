"""From what was typed to words: abbreviations, raw Telex and VNI, missing blanks, slips of the fingers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from rapidfuzz import process
from rapidfuzz.distance import OSA

from faq.decoding import settle
from faq.glossary import Role
from faq.keyboard import telex, unrepeated, vni
from faq.syllables import is_syllable
from faq.text import CODE, Form, Said, form
from faq.vocabulary import Vocabulary
from faq.words import Token

UNKNOWN_SYLLABLE = 0.6  # share of a slip's credit that a real but unknown word gets for looking like a known one
BARE_UNKNOWN = 0.7  # the same for one typed without marks
FEWEST_LETTERS = 3  # of a mistyped abbreviation
SHORTEST_PIECES = 2.2  # letters that three or more glued words have at least on average: "vaccine" is no va-cc-i-ne
BESIDE = 0.72  # credit of a word that would stand beside these neighbours, one slip from the one typed
MOST_BESIDE = 4  # such words for one typed
BESIDE_MARKED = 0.5  # the same for a word typed with its marks, which is seldom a slip
_DIGIT = re.compile(r"\d")


class _Place(NamedTuple):
    """Where a word stands: its clause, the bare word before it, the typed word after it."""

    clause: int
    before: str
    after: str


class Speller:
    """Reads typed words with the help of what the library knows."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self.short = vocabulary.glossary.short

    def read(self, said: Sequence[Said]) -> list[Token]:
        """The tokens of a question."""
        tokens: list[Token] = []
        for number, (word, clause, _) in enumerate(said):
            after = said[number + 1].word if number + 1 < len(said) else ""
            tokens += self._word(word, _Place(clause, tokens[-1].form.fold if tokens else "", after))
        settle(tokens, self.vocabulary.joined)
        return tokens

    def _word(self, word: str, place: _Place) -> list[Token]:
        if reads := self.short.get(word):
            return self._expanded(word, reads, place)
        known = form(word)
        if known.fold in self.vocabulary.words or word.isdigit() or CODE.fullmatch(word):
            return [Token(word, known, place.clause)]
        if is_syllable(known.fold):
            share = BARE_UNKNOWN if known.bare else UNKNOWN_SYLLABLE
            near = [(other, credit * share) for other, credit in self.vocabulary.near(known.fold)[:5]]
            return [Token(word, known, place.clause, near=tuple(near), note="unknown")]
        return (
            self._composed(word, place)
            or self._unheld(word, place)
            or self._apart(word, place)
            or self._repaired(word, known, place)
        )

    def _expanded(self, word: str, reads: tuple[tuple[Form, ...], ...], place: _Place) -> list[Token]:
        """An abbreviation in the reading that its neighbours suggest; others are kept where nothing decides."""
        if is_syllable(word):
            reads = (*reads, (form(word),))  # "ca" is công an, but also the "ca" of a bare "ca nhan"
        nexts = [read[0].fold for read in self.short.get(place.after, ())] or [form(place.after).fold]
        joined, spoken = self.vocabulary.joined, self.vocabulary.spoken
        suits = [
            2 * any(joined(read[-1].fold, near) for near in nexts)
            + joined(place.before, read[0].fold)
            + 0.5 * spoken(place.before, read[0].fold)
            for read in reads
        ]
        best = suits.index(max(suits))
        if not suits[best] and (slip := self._cut_short(word, place)):
            return [slip]
        tokens = [Token(word, part, place.clause, note="short") for part in reads[best]]
        tokens[0].span = len(tokens)
        tokens[0].others = tuple(
            read for number, read in enumerate(reads) if number != best and suits[number] == suits[best]
        )
        return tokens

    def _cut_short(self, word: str, place: _Place) -> Token | None:
        """The letters of an abbreviation where no reading fits, but a word with one letter more does ("ket hn")."""
        follows = sorted(two for two in self.vocabulary.after.get(place.before, ()) if len(two) == len(word) + 1)
        found = process.extractOne(word, follows, scorer=OSA.distance, score_cutoff=1) if len(word) > 1 else None
        if not found or (place.before, found[0]) not in self.vocabulary.named_pairs:
            return None
        return Token(word, Form(found[0], found[0], 0, bare=True), place.clause, BESIDE, note="slip")

    def _composed(self, word: str, place: _Place) -> list[Token]:
        """A word left in raw Telex or VNI letters."""
        made = vni(word) if _DIGIT.search(word) else telex(word)
        if not made:
            return []
        read = form(made)
        if read.fold in self.vocabulary.words:
            return [Token(word, read, place.clause, 0.98, note="telex")]
        if len(word) > 3 and word.isalpha() and self.vocabulary.near(form(word).fold):
            return []  # a slip of a known word is likelier than Telex of an unknown one
        return [Token(word, read, place.clause, 0.9, note="telex")]

    def _unheld(self, word: str, place: _Place) -> list[Token]:
        """Letters held too long: "khaii", "sinhhh", "vayyy"."""
        once = unrepeated(word)
        if once == word:
            return []
        if reads := self.short.get(once):
            return self._expanded(once, reads, place)
        read = form(once)
        return [Token(word, read, place.clause, 0.95, note="held")] if read.fold in self.vocabulary.words else []

    def _apart(self, word: str, place: _Place) -> list[Token]:
        """Words typed without the blanks between them."""
        pieces = self.vocabulary.apart(word) if len(word) > 3 else None
        if not pieces or len(pieces) < 2 or (len(pieces) > 2 and len(word) < SHORTEST_PIECES * len(pieces)):
            return []
        bare = [place.before, *(form(piece).fold for piece in pieces), form(place.after).fold]
        neighbours = any(self.vocabulary.joined(one, two) for one, two in pairwise(bare))
        odd = any(piece in self.short and not is_syllable(piece) for piece in pieces)  # "gisy" is no "gi" and "sy"
        if len(word) < 7 and word.isalpha() and (odd or not neighbours) and self.vocabulary.near(form(word).fold):
            return []
        tokens: list[Token] = []
        for number, piece in enumerate(pieces):
            after = pieces[number + 1] if number + 1 < len(pieces) else place.after
            before = tokens[-1].form.fold if tokens else place.before
            tokens += self._word(piece, _Place(place.clause, before, after))
        for token in tokens:
            token.note = token.note or "glued"
        return tokens

    def _repaired(self, word: str, known: Form, place: _Place) -> list[Token]:
        """A word that is none: the known words one slip away, the one its neighbours suggest first."""
        near = self.vocabulary.near(known.fold)
        named = any(other in self.vocabulary.named for other, _ in near)
        if not named and len(word) >= FEWEST_LETTERS and (meant := self.vocabulary.near_short(word)):
            return self._expanded(word, self.short[meant], place)
        if not near:
            return [Token(word, known, place.clause, note="unknown")]
        joined = self.vocabulary.joined
        after = form(place.after).fold
        best = max(near, key=lambda pair: pair[1] + 0.15 * (joined(place.before, pair[0]) + joined(pair[0], after)))
        others = tuple(pair for pair in near if pair is not best)
        return [Token(word, Form(best[0], best[0], 0, bare=True), place.clause, best[1], others, note="slip")]

    def add_neighbourly(self, tokens: Sequence[Token]) -> None:
        """Give words that no known neighbour joins the words one slip away that would stand there ("khia sinh")."""
        bare = ["", *(token.form.fold for token in tokens), ""]
        for number, token in enumerate(tokens, 1):
            before, word, after = bare[number - 1 : number + 2]
            if token.role is not Role.CONTENT or token.note in ("slip", "short") or len(word) < 2:
                continue
            follows, leads = self.vocabulary.after.get(before, ()), self.vocabulary.before.get(after, ())
            if word in follows or word in leads or not (follows or leads):
                continue
            found = [other for other in self.vocabulary.slips(word) if other in follows or other in leads]
            credit = BESIDE if token.form.bare else BESIDE_MARKED
            token.near = (*token.near, *((other, credit) for other in found[:MOST_BESIDE]))
