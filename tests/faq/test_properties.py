"""What holds for any text at all."""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from functools import lru_cache

from hypothesis import given, settings
from hypothesis import strategies as st

from faq import DATA, Entry, Kind, Library, Verdict
from faq.text import LONGEST, clean, fold, folded, words

VIETNAMESE = st.text(
    alphabet=[*"aăâbcdđeêghiklmnoôơpqrstuưvxyáàảãạấầẩẫậếềểễệốồổỗộớờởỡợứừửữựíìỉĩịýỳỷỹỵ", *" ,?."], max_size=60
)
ANY = st.one_of(st.text(max_size=80), VIETNAMESE)


@lru_cache(maxsize=1)
def library() -> Library:
    return Library.load(DATA)


@given(ANY)
def test_folding_twice_is_folding_once(text: str) -> None:
    assert folded(folded(text)) == folded(text)
    assert all(fold(fold(word)) == fold(word) for word in words(clean(text)))


@given(ANY)
def test_cleaning_twice_is_cleaning_once_and_bounded(text: str) -> None:
    once = clean(text)
    assert len(once) <= LONGEST * 3  # a letter's lower case may be longer than the letter
    assert folded(once) == folded(text)


@settings(max_examples=300, deadline=None)
@given(ANY)
def test_any_text_gets_a_verdict_with_what_belongs_to_it(text: str) -> None:
    result = library().search(text)
    assert (result.entry is None) == (result.verdict in (Verdict.CLARIFY, Verdict.UNKNOWN))
    assert "".join(library().split(text)).strip() or not text.strip()
    if result.verdict is Verdict.CLARIFY:
        assert result.candidates


@settings(max_examples=200, deadline=None)
@given(VIETNAMESE)
def test_composed_and_decomposed_letters_are_the_same_question(text: str) -> None:
    composed, decomposed = (library().search(unicodedata.normalize(form, text)) for form in ("NFC", "NFD"))
    assert replace(composed, text="", ms=0.0) == replace(decomposed, text="", ms=0.0)


@settings(max_examples=100, deadline=None)
@given(VIETNAMESE)
def test_the_same_question_gets_the_same_result_again(text: str) -> None:
    assert library().search(text) == library().search(text)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(sorted(library().entries)), min_size=2, max_size=12, unique=True), st.data())
def test_adding_an_entry_changes_no_other(ids: list[str], data: st.DataObject) -> None:
    chosen = [library().entries[name] for name in ids]
    larger, smaller = Library(chosen), Library(chosen[:-1])
    kept: Entry = data.draw(st.sampled_from(chosen[:-1]))
    assert smaller.entries[kept.id] is larger.entries[kept.id]
    if kept.kind not in (Kind.SMALLTALK, Kind.GROUP):
        assert smaller.search(kept.name).candidates[0].entry == larger.search(kept.name).candidates[0].entry == kept
