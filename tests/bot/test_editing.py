"""What a change would do is told before it is made: the library's own rules, stolen questions, and the figures."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest

from bot.editing import check
from bot.editing.folding import body_of
from bot.i18n import Catalogue
from bot.storage.entry_change_rows import Act
from faq import Library
from tests import kit

BIRTH = "khai-sinh"


@pytest.fixture(scope="module")
def library() -> Library:
    return kit.library()


def said(library: Library, entry: str, act: Act, body: dict[str, Any]) -> dict[str, str]:
    """What forbids a change, by its key, as the official reads it."""
    catalogue = Catalogue()
    found = check(library, entry, act, body).forbidden
    return {one.key: one.said(partial(catalogue.translate, "vi")) for one in found}


def birth(library: Library, **changes: Any) -> dict[str, Any]:
    return body_of(library.entries[BIRTH]) | changes


def test_a_new_way_of_asking_costs_nobody_theirs_and_the_figures_are_told(library: Library) -> None:
    found = check(library, "sao-y", Act.WAY, {"ways": ["đóng mộc giáp lai bản sao bằng lái"]})
    assert (found.found, found.lost) == ((), ())
    assert found.entry
    assert "đóng mộc giáp lai bản sao bằng lái" in found.entry.ways
    figures = found.figures()
    assert figures
    assert figures["before"] == figures["after"]
    assert figures["before"]["asked"] > 250
    assert library.overlay.ways == {}


@pytest.mark.parametrize(
    ("way", "words"),
    [
        ("làm giấy khai sinh", "đã là cách hỏi của mục “Khai sinh”"),
        ("giấy khai sinh", "đang được trả lời đúng từ mục “Khai sinh”"),
        ("???", "không có chữ nào"),
        ("sao y nha 0912 345 678", "có số riêng tư"),
        ("sao y bản chính", "đã là cách hỏi của mục này rồi"),
        ("công chứng " * 20, "dài hơn 160 chữ"),
    ],
)
def test_a_way_that_is_anothers_or_none_is_refused_in_plain_words(library: Library, way: str, words: str) -> None:
    assert words in said(library, "sao-y", Act.WAY, {"ways": [way]})["ways"]


@pytest.mark.parametrize(
    ("changes", "key", "words"),
    [
        ({"source": None, "as_of": "none"}, "source.title", "Chỗ này cần có."),
        ({"checked_on": None}, "checked_on", "Chỗ này cần có."),
        ({"checked_on": "2026-02-31"}, "checked_on", "Không có ngày đó."),
        ({"as_of": "hồi đó"}, "as_of", "Ghi ngày"),
        ({"code": "12"}, "code", "dạng 1.001193"),
        ({"code": "2.000815"}, "code", "đã là mã của mục “Sao y, công chứng bản sao”"),
        ({"fee": {"state": "amount", "text": "tùy"}}, "fee.text", "chưa ghi số tiền"),
        ({"summary": "Dài. " * 100}, "summary", "màn hình điện thoại"),
        ({"summary": "Nộp đơn là chắc chắn được."}, "summary", "hứa chắc"),
        ({"source": {"title": "Nghe nói", "url": ""}}, "source.url", "không ai tra lại được"),
        ({"field": "tren-troi"}, "field", "lĩnh vực"),
        ({"related": ["khong-co"]}, "related", "Không có mục “khong-co”."),
        ({"ways": ["khai sinh cho bé"]}, "ways", "cần ít nhất 3"),
        ({"papers": [{"what": "Tờ khai", "count": 99}]}, "papers.count", "từ 1 tới 20"),
    ],
)
def test_an_entry_keeps_the_rules_of_the_files(library: Library, changes: dict[str, Any], key: str, words: str) -> None:
    body = {name: value for name, value in birth(library, **changes).items() if value is not None}
    assert words in said(library, BIRTH, Act.WRITE, body)[key]


def test_an_entry_may_be_written_as_it_is_and_is_then_the_same(library: Library) -> None:
    found = check(library, BIRTH, Act.WRITE, birth(library))
    assert found.fine
    assert found.entry == library.entries[BIRTH]
    assert found.before == found.after


def test_every_shipped_entry_survives_being_kept_and_read_back(library: Library) -> None:
    for name, entry in library.entries.items():
        assert type(entry).model_validate(body_of(entry)) == entry, name


def test_hiding_names_what_goes_too_and_what_is_not_there_cannot_be_hidden(library: Library) -> None:
    assert check(library, BIRTH, Act.HIDE, {}).fine
    assert said(library, "khong-co", Act.HIDE, {}) == {"": "Không có mục này (nữa)."}
    assert said(library, BIRTH, Act.SHOW, {}) == {"": "Mục này không bị ẩn."}
    assert check(library, BIRTH, Act.RESET, {}).fine
