"""Two versions of an entry beside each other: which parts differ, and in them which words."""

from __future__ import annotations

from bot.editing.comparing import Difference, Piece, compare, parts_of
from tests.faq.test_overlay import KITE


def told(**changes: object) -> dict[str, list[tuple[str, str]]]:
    newer = KITE.model_copy(update=changes)
    return {one.key: [tuple(piece) for piece in one.pieces] for one in compare(KITE, newer)}


def test_the_same_has_no_difference_and_nothing_against_an_entry_is_all_of_it() -> None:
    assert compare(KITE, KITE) == []
    assert {one.key for one in compare(None, KITE)} == {key for key, text in parts_of(KITE).items() if text}
    assert Difference("id", (Piece("out", "dieu"),)) in compare(KITE, None)


def test_texts_differ_by_words_and_a_lone_word_between_two_changes_goes_with_them() -> None:
    found = told(summary="Bà con mang con diều lớn ra quầy hai.")
    assert found == {
        "summary": [("same", "Bà con mang "), ("out", "cây diều ra một cửa."), ("in", "con diều lớn ra quầy hai.")]
    }


def test_lists_differ_by_lines_and_what_stays_is_not_shown() -> None:
    assert told(ways=(*KITE.ways[:2], "thả diều sáo")) == {
        "ways": [("out", KITE.ways[2]), ("in", "thả diều sáo")],
    }
