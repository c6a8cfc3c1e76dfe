"""Each rule refuses what it is there for, and the shipped library keeps them all."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from faq import DATA, Entry, Library
from faq.checking import checked, unreviewed
from faq.rules import broken
from faq.wording import unexpanded

GOOD: dict[str, Any] = {
    "id": "dieu",
    "kind": "procedure",
    "code": "1.000001",
    "name": "Cấp giấy phép thả diều",
    "short": "Thả diều",
    "ways": ["xin thả diều", "thả diều ở đồng", "giấy thả diều"],
    "summary": "Bà con mang cây diều ra một cửa.",
    "time": "2 ngày làm việc",
    "fee": {"state": "amount", "text": "5.000 đồng một cây"},
    "place": "Một cửa của phường",
    "source": {"title": "Cổng Dịch vụ công quốc gia", "url": "https://dichvucong.gov.vn/x"},
    "as_of": date(2026, 7, 18),
    "checked_on": date(2026, 11, 22),
}
WARD: dict[str, Any] = {**GOOD, "kind": "ward", "code": None}
GROUP: dict[str, Any] = {
    "id": "hoi-dieu",
    "kind": "group",
    "name": "Hỏi về diều",
    "short": "Diều",
    "ways": ["diều"],
    "question": "Bà con hỏi diều nào?",
    "members": ["dieu", "dieu-lon"],
}


def keys(*tables: dict[str, Any]) -> list[tuple[str, str]]:
    entries = [Entry.model_validate(table) for table in tables]
    return [(problem.entry.id, problem.key) for problem in broken({entry.id: entry for entry in entries})]


def test_the_shipped_library_keeps_every_rule_and_holds_no_draft() -> None:
    library = Library.load(DATA)
    assert [f"{problem.entry.id}: {problem.key}: {problem.what}" for problem in broken(library.entries)] == []
    assert unreviewed(library) == []


def test_an_entry_that_keeps_every_rule() -> None:
    assert keys(GOOD) == []


@pytest.mark.parametrize(
    ("key", "change"),
    [
        ("short", {"short": "Thả diều ở đồng vào buổi chiều mát có gió"}),
        ("ways", {"ways": ["thả diều cao"]}),
        ("summary", {"summary": "Dài. " * 100}),
        ("summary", {"summary": "Nộp thành phần hồ sơ ra phường."}),
        ("summary", {"summary": "Nộp đơn là chắc chắn được."}),
        ("summary", {"summary": "Thả diều miễn phí."}),
        ("notes", {"notes": "Giấy của UBND phường cấp."}),
        ("conditions", {"conditions": ["Đủ 18 tuổi."] * 100}),
        ("how", {"how": ["Thả lên."] * 100}),
        ("papers", {"papers": [{"what": "Tờ khai " * 120}]}),
        ("source.url", {"source": {"title": "Nghe nói"}}),
        ("as_of", {"as_of": date(2026, 12, 1)}),
        ("fee.text", {"fee": {"state": "amount", "text": "tùy cây"}}),
        ("fee.text", {"fee": {"state": "exempt", "text": "5.000 đồng"}}),
        ("fee.text", {"fee": {"state": "unpublished", "text": "Cổng ghi miễn phí."}}),
        ("fee.text", {"fee": {"state": "unpublished", "text": "Mời hỏi quầy."}}),
        ("benefit", {"short": "Trợ cấp diều"}),
        ("benefit", {"benefit": "5.000 đồng một tháng."}),
        ("benefit", {"benefit": "Nhiều lắm. {ask}"}),
    ],
)
def test_a_procedure_that_breaks_a_rule_is_named_with_its_key(key: str, change: dict[str, Any]) -> None:
    assert keys(GOOD | change) == [("dieu", key)]


def test_free_of_charge_may_be_said_where_a_source_exempts() -> None:
    assert keys(GOOD | {"summary": "Miễn phí.", "fee": {"state": "exempt", "text": "Miễn lệ phí cho trẻ em."}}) == []


def test_a_ward_answer_may_fill_the_screen_and_no_more() -> None:
    assert keys(WARD | {"summary": "Dài. " * 150}) == []
    assert keys(WARD | {"summary": "Dài. " * 160}) == [("dieu", "summary")]


def test_asking_back_offers_some_things_asks_something_and_never_goes_in_a_circle() -> None:
    assert keys(GOOD, GROUP) == []
    assert keys(GROUP | {"members": ["dieu"]}) == [("hoi-dieu", "members")]
    assert keys(GROUP | {"question": "Chọn đi."}) == [("hoi-dieu", "question")]
    back = GROUP | {"id": "hoi-lai", "short": "Diều nữa", "name": "Diều nữa", "members": ["dieu", "hoi-dieu"]}
    there = GROUP | {"members": ["dieu", "hoi-lai"]}
    assert keys(there, back) == [("hoi-dieu", "members"), ("hoi-lai", "members")]


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Nộp ở UBND phường, có BHXH xác nhận", ["UBND", "BHXH"]),
        ("Mẫu CT01, DC02 theo Nghị định 118/2025/NĐ-CP và Nghị quyết 66.7/2025/NQ-CP", []),
        ("Công trình cấp III, xét nghiệm ADN, người có HIV, mã OTP", []),
        ("Ô ghi “TTHC” trên máy", []),
        ("CÔNG AN, TTHC", ["CÔNG", "AN", "TTHC"]),
    ],
)
def test_what_a_voice_would_spell_letter_by_letter(text: str, left: list[str]) -> None:
    assert unexpanded(text) == left


def test_what_a_draft_breaks_is_told_apart_from_what_is_wrong() -> None:
    table = GOOD | {"ways": ["thả diều cao"]}
    library = Library([Entry.model_validate(table)], places={"dieu": "gio.toml"})
    assert checked(library).wrong == ["gio.toml: entry 'dieu': ways: holds 1, at least 3 are needed to be found"]
    draft = Entry.model_validate(table | {"reviewed": False, "checked_on": None})
    found = checked(Library([draft]))
    assert (found.wrong, len(found.drafts)) == ([], 1)
