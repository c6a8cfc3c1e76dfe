"""Why a question got its verdict: which words were read how, what they weigh, what each candidate covers."""

from __future__ import annotations

from collections.abc import Iterator

from faq.procedure import Entry
from faq.question import Question
from faq.scoring import Match, Scorer
from faq.search import Search
from faq.verdict import MOST_CANDIDATES, Judged
from faq.words import Token


def explain(search: Search, text: str, about: Entry | None = None) -> str:
    """The whole way from the words to the verdict, as lines of plain text."""
    question = search.reader.read(text)
    judged, _ = search.judge_in_talk(question, about)
    return "\n".join([*_verdict(question, judged), *_words(search, question), *_candidates(search, question)])


def _verdict(question: Question, judged: Judged) -> Iterator[str]:
    meant = f" {judged.entry.id} ({judged.entry.short})" if judged.entry else ""
    yield f"{judged.verdict.value}{meant}, score {judged.score:.2f}: {judged.why}"
    if judged.question:
        yield f"  asks back: {judged.question}"
    yield f"  topics: {', '.join(topic.value for topic in question.topics) or 'none'}"
    if question.features:
        yield f"  features: {', '.join(sorted(question.features))}"
    if question.denied:
        yield f"  said not to be meant: {' '.join(token.typed for token in question.denied)}"


def _words(search: Search, question: Question) -> Iterator[str]:
    """Each word: as typed, as read, its role, its weight, and how far the best candidate covers it."""
    scorer = Scorer(question, search.matters)
    ranked = scorer.rank()
    covered = ranked[0].credits if ranked else (0.0,) * len(question.tokens)
    yield "  word            read as         role      weight  covered"
    for token, weight, credit in zip(question.tokens, scorer.weights, covered, strict=True):
        line = f"  {token.typed[:15]:15} {_reading(token):15} {token.role.name.lower():8} {weight:7.2f} {credit:8.2f}"
        yield f"{line}  {_alternatives(token)}".rstrip()
    for item in question.expansions:
        said = " ".join(token.form.shape for token in question.tokens[item.start : item.end])
        yield f"  also read: {said} = {' '.join(word.fold for word in item.forms)}"


def _reading(token: Token) -> str:
    return f"{token.form.fold} ({token.note})" if token.note else token.form.fold


def _alternatives(token: Token) -> str:
    return "or " + ", ".join(f"{other} {credit:.2f}" for other, credit in token.near[:3]) if token.near else ""


def _candidates(search: Search, question: Question) -> Iterator[str]:
    for name, index in (("matters", search.matters), ("small talk", search.talk)):
        ranked = Scorer(question, index).rank()[:MOST_CANDIDATES]
        yield f"  {name}: score = question covered x way covered^{index.weights.recall} x features"
        for match in ranked:
            yield f"    {_line(match)}  {index.entries[match.entry].id}: {index.ways[match.way].text[:70]!r}"


def _line(match: Match) -> str:
    exact = ", word for word" if match.exact else ""
    return f"{match.score:.3f} = {match.precision:.2f} x {match.recall:.2f} x {match.features:.2f}{exact}"
