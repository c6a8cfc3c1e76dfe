"""The form of an entry loses nothing of what is there, and takes whatever is typed without falling over."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.editing.checking import check
from bot.editing.folding import body_of, entry_of
from bot.storage.entry_change_rows import Act
from bot.web.staff.entry_form import LINES, PAIRS, TEXTS, TICKS, body_from, empty, row_numbers, values_of
from bot.web.staff.entry_writing import WRITTEN_HERE
from faq import Kind
from tests import kit

LIBRARY = kit.library()
PIECES = ("papers.{}.what", "papers.{}.count", "forms.{}.name", "papers.{}.x")
ROWS = [piece.format(number) for piece in PIECES for number in (0, 3, 99)]
KEYS = [*TEXTS, *LINES, *PAIRS, *TICKS, *ROWS]


def test_every_shipped_entry_comes_out_of_its_form_as_it_went_in() -> None:
    for name, entry in LIBRARY.entries.items():
        if entry.kind in WRITTEN_HERE:
            assert entry_of(name, body_from(values_of(entry))) == entry, name


def test_there_are_always_rows_to_spare_up_to_a_bound() -> None:
    assert list(row_numbers({}, "papers")) == [0, 1]
    assert list(row_numbers({"papers.3.what": "Giấy"}, "papers")) == [0, 1, 2, 3, 4, 5]
    assert len(row_numbers({"papers.19.what": "Giấy", "papers.77.what": "Giấy"}, "papers")) == 20


def test_an_empty_form_is_told_what_it_lacks() -> None:
    for kind in WRITTEN_HERE:
        found = check(LIBRARY, "muc-moi", Act.WRITE, body_from(empty(kind, "chung") | {"id": "muc-moi"}))
        keys = {one.key for one in found.forbidden}
        assert "ways" in keys or kind is Kind.PROCEDURE
        assert "name" in keys or {"summary", "question"} & keys
        if kind is Kind.PROCEDURE:
            assert {"code", "summary", "time", "place", "source.title", "as_of", "checked_on"} <= keys


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(st.sampled_from(KEYS), st.text(max_size=40), max_size=12), st.sampled_from(list(WRITTEN_HERE)))
def test_whatever_is_typed_is_answered_with_what_is_wrong(typed: dict[str, str], kind: Kind) -> None:
    body = body_from({**empty(kind, "chung"), **typed, "id": "muc-moi", "kind": str(kind), "short": ""})
    found = check(LIBRARY, "muc-moi", Act.WRITE, body)
    assert not found.fine
    assert all(one.sentence.format(**one.values) for one in found.found)


def test_a_body_that_is_kept_is_the_entry_again() -> None:
    entry = LIBRARY.entries["khai-sinh"]
    assert entry_of("khai-sinh", body_of(entry)) == entry
