"""What of a procedure is asked, first things first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from faq.glossary import Asked
from faq.procedure import Topic
from faq.text import Form

Hit = tuple[int, int, Asked]

# "lâu không có ..." denies, "... có lâu không" asks
_NOT, _NOT_WHAT = "khong", frozenset({"co", "con", "biet", "ro", "the", "bi"})
_FAINT = {Topic.PAPERS, Topic.PLACE}  # "giấy tờ" and "đâu" alone hint least: "rớt giấy tờ đâu mất, giờ làm sao"
_WEIGHTIER = {Topic.FEE, Topic.TIME, Topic.PAPERS, Topic.FORM}


def asking(hits: Iterable[Hit], sentence: Sequence[Form], clauses: Sequence[int]) -> list[Hit]:
    """The hits that ask: within one clause, and with no "không" at their end that belongs to the next word."""

    def denies(end: int) -> bool:
        follows = end < len(sentence) and clauses[end] == clauses[end - 1] and sentence[end].fold in _NOT_WHAT
        return follows and sentence[end - 1].fold == _NOT

    return [hit for hit in hits if clauses[hit[0]] == clauses[hit[1] - 1] and not denies(hit[1])]


def asked_topics(hits: Iterable[Hit], clauses: Sequence[int]) -> tuple[Topic, ...]:
    """The topics asked: plain questions in their order, then hints, the faint ones last.

    A word that only leads ("Hồ sơ thờ cúng ...") gives way to a plain question in its clause.

    "Nộp online" says how unless something weightier is asked ("nộp online mất bao nhiêu tiền"), and a yes-or-no
    question about another topic is a question about that topic ("có tốn tiền không").
    """
    kept = _without_frames(list(hits), clauses)
    plain = {hit.topic for *_, hit in kept if not hit.hint}
    online = 1 if plain & _WEIGHTIER else -1
    asked_in = {clauses[start] for start, _, hit in kept if not (hit.hint or hit.lead)}

    def rank(found: Hit) -> tuple[int, int]:
        start, _, hit = found
        if hit.hint:
            return (4 if hit.topic in _FAINT else 3), start
        if hit.lead and clauses[start] in asked_in:
            return 2, start
        return online if hit.topic is Topic.ONLINE else 0, start

    return tuple(dict.fromkeys(hit.topic for *_, hit in sorted(kept, key=rank)))


def _without_frames(hits: Sequence[Hit], clauses: Sequence[int]) -> list[Hit]:
    """The hits without yes-or-no frames that only ask about another topic inside or right before them."""
    others = [(start, end) for start, end, hit in hits if not hit.hint and hit.topic is not Topic.CONDITIONS]

    def frames(found: Hit) -> bool:
        start, end, hit = found
        return hit.topic is Topic.CONDITIONS and any(
            clauses[first] == clauses[start] and (start <= first <= end or start - 1 <= last <= start)
            for first, last in others
        )

    return [hit for hit in hits if not frames(hit)]
