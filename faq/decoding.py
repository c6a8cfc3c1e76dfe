"""Which of its possible readings each mistyped word of a sentence has: those that stand together best."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import groupby

from faq.text import Form
from faq.words import Token

TOGETHER = 0.2  # what a reading gains from each neighbour it is known to stand beside
UNKNOWN = 0.62  # how likely a syllable that nobody knows is meant as it stands, beside its likeliest slip

Option = tuple[str, float]
Joined = Callable[[str, str], bool]


def settle(tokens: Sequence[Token], joined: Joined) -> None:
    """Read every mistyped word of a sentence so that neighbours fit, several of them together."""
    start = 0
    for doubtful, group in groupby(tokens, key=_doubtful):
        size = len(list(group))
        if doubtful:
            _settle_run(tokens, start, start + size, joined)
        start += size


def _doubtful(token: Token) -> bool:
    return bool(token.near) and (token.note == "slip" or (token.note == "unknown" and token.form.bare))


def _settle_run(tokens: Sequence[Token], start: int, end: int, joined: Joined) -> None:
    """The best readings of a run of mistyped words between two words that are sure."""
    before = tokens[start - 1].form.fold if start else ""
    after = tokens[end].form.fold if end < len(tokens) else ""
    paths: list[tuple[float, list[Option]]] = [(0.0, [])]
    for token in tokens[start:end]:
        paths = [_best(paths, option, before, joined) for option in _options(token)]
    ranked = [(worth + TOGETHER * joined(path[-1][0], after), path) for worth, path in paths]
    chosen = max(ranked, key=lambda pair: pair[0])[1]
    for token, option in zip(tokens[start:end], chosen, strict=True):
        _read(token, option)


def _best(
    paths: Sequence[tuple[float, list[Option]]], option: Option, before: str, joined: Joined
) -> tuple[float, list[Option]]:
    """The best path that ends in this option."""
    worth, path = max(
        ((worth + TOGETHER * joined(path[-1][0] if path else before, option[0]), path) for worth, path in paths),
        key=lambda pair: pair[0],
    )
    return worth + option[1], [*path, option]


def _options(token: Token) -> list[Option]:
    """What a token may be, with how likely: as read, and its other readings."""
    own = UNKNOWN if token.note == "unknown" else token.credit
    return [(token.form.fold, own), *token.near]


def _read(token: Token, option: Option) -> None:
    """Give a token the reading chosen, and keep the others beside it."""
    word, credit = option
    if word == token.form.fold:
        return
    others = [other for other in _options(token) if other[0] != word]
    if token.note == "unknown":
        others = [other for other in others if other[0] != token.form.fold]
    token.near = tuple(sorted(others, key=lambda pair: -pair[1]))
    token.form = Form(word, word, 0, bare=True)
    token.credit = credit
    token.note = "slip"
