"""Vietnamese text before anything is looked up: one Unicode form, no invisible signs, words with and without marks."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

LONGEST = 600  # characters read of one question; what people ask stands in its first lines

_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,200}>")
CODE = re.compile(r"\d\.\d{6}")
_UNSEEN = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\ufff9-\ufffb]"
)
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f]")
_TONES = {"\u0301": 1, "\u0300": 2, "\u0309": 3, "\u0303": 4, "\u0323": 5}
_SHAPES = {"\u0302", "\u0306", "\u031b"}
_Y_FOR_I = re.compile(r"^(h|k|l|m|s|t|v)y$")
_WORD = re.compile(r"\d\.\d{6}(?!\d)|[^\W_]+")
_BREAK = re.compile(r"[,.;:?!…\n()\[\]\"“”]|(?:^|\s)[-–—](?=\s)")


class Form(NamedTuple):
    """A word three ways: without any mark, with the marks of its letters, and its tone (0 level, 1 to 5)."""

    fold: str
    shape: str
    tone: int

    bare: bool  # typed without any mark, so that any may be meant


class Said(NamedTuple):
    """One word as it stands in a text, the number of the clause it stands in, and where it starts."""

    word: str
    clause: int
    start: int


def tidy(text: str) -> str:
    """One composed form without tags, controls and invisible signs; at most LONGEST characters."""
    text = unicodedata.normalize("NFC", text[: LONGEST * 4])
    if not text.isascii():
        text = _UNSEEN.sub("", text)
    text = _CONTROL.sub(lambda sign: "\n" if sign.group() == "\n" else " ", _TAG.sub(" ", text))
    return unicodedata.normalize("NFC", text).strip()[:LONGEST]


def clean(text: str) -> str:
    """A tidy text in lower case."""
    return unicodedata.normalize("NFC", tidy(text).lower())


@lru_cache(maxsize=100_000)
def form(word: str) -> Form:
    """The three forms of a word; y after h, k, l, m, s, t, v counts as i ("ký" is "kí")."""
    if word.isascii():
        plain = _Y_FOR_I.sub(r"\1i", word.lower())
        return Form(plain, plain, 0, True)
    tone = 0
    letters: list[str] = []
    for sign in unicodedata.normalize("NFD", word.lower()):
        if sign in _TONES:
            tone = _TONES[sign]
        else:
            letters.append(sign)
    shape = _Y_FOR_I.sub(r"\1i", unicodedata.normalize("NFC", "".join(letters)))
    bare = unicodedata.normalize("NFC", "".join(sign for sign in letters if sign not in _SHAPES)).replace("đ", "d")
    folded_word = _Y_FOR_I.sub(r"\1i", bare)
    return Form(folded_word, shape, tone, tone == 0 and shape == folded_word)


def known_bare(word: Form) -> Form:
    """A word that has no marks, not one whose marks were left out."""
    return Form(word.fold, word.shape, word.tone, False) if word.bare else word


def fold(word: str) -> str:
    """A word without case, tone, marks and đ."""
    return form(word).fold


def words(text: str) -> list[str]:
    """The words of a cleaned text, in order; a national code such as 1.001193 stays whole."""
    return _WORD.findall(text)


def said(text: str) -> list[Said]:
    """The words of a cleaned text, each with the number of its clause."""
    found = []
    clause = 0
    end = 0
    for match in _WORD.finditer(text):
        gap = text[end : match.start()]
        if end and gap != " " and _BREAK.search(gap):
            clause += 1
        found.append(Said(match.group(), clause, match.start()))
        end = match.end()
    return found


def folded(text: str) -> str:
    """A text as it is compared: cleaned, split into words, folded."""
    return " ".join(fold(word) for word in words(clean(text)))


def agreement(typed: Form, known: Form, *, marked: bool) -> float:
    """How well two words with the same bare letters agree in their marks, 1 where the citizen typed none.

    `marked` says that the rest of the question carries marks, so that a bare word is probably meant bare.
    """
    if known.bare:
        return 1.0
    if typed.shape == known.shape and typed.tone == known.tone:
        return 1.0
    if typed.bare:
        return 0.9 if marked else 1.0
    if typed.shape == known.shape:
        slip = typed.tone == 0 or {typed.tone, known.tone} == {3, 4}  # hỏi and ngã sound alike in the South
        return 0.95 if slip else 0.8
    return 0.6 if typed.tone == known.tone else 0.45
