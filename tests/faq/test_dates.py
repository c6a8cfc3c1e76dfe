"""A date is told no finer than the source tells it; a law bears its own date."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path

import pytest

from faq import DATA, Library, LibraryError
from faq.checking import stale
from faq.edition import Edition, read
from faq.procedure import Entry, Kind

LIBRARY = Library.load(DATA)
SOURCED = [entry for entry in LIBRARY.entries.values() if entry.source]
RECORDS = Path(__file__).parents[3] / "shared/domain/procedures.jsonl"  # beside the repository

_LAW = re.compile(r"^(?:Nghị định|Nghị quyết|Thông tư|Luật|Quyết định)\b")
_DATED = {  # laws whose own date is known
    "118/2025/NĐ-CP": "09/06/2025",
    "03/2025/TT-VPCP": "15/09/2025",
    "1654/NQ-UBTVQH15": "16/06/2025",
    "202/2025/QH15": "12/06/2025",
    "29/2026/QĐ-TTg": "04/06/2026",
    "224/2026/NĐ-CP": "24/06/2026",
    "335/2026/NĐ-CP": "21/08/2026",
}


@pytest.mark.parametrize(
    ("written", "edition"),
    [
        (date(2026, 8, 23), Edition(2026, 8, 23)),
        ("2026-08-23", Edition(2026, 8, 23)),
        ("2026-08", Edition(2026, 8)),
        ("2026", Edition(2026)),
        ("none", None),
    ],
)
def test_a_day_a_month_a_year_or_none(written: object, edition: Edition | None) -> None:
    assert read(written) == edition


@pytest.mark.parametrize("written", ["tháng 8", "2026-13", "2026-00", "2026-02-30", "2026-8", "08/2026", 26, ""])
def test_what_is_no_date_is_refused(written: object) -> None:
    with pytest.raises(ValueError, match=r"write a day|day is out of range"):
        read(written)


def test_a_file_may_say_none_but_not_nothing(tmp_path: Path) -> None:
    entry = """
[[entry]]
id = "dieu"
kind = "ward"
name = "Thả diều"
short = "Diều"
ways = ["thả diều"]
summary = "Gió lên thì thả."
checked_on = 2026-11-22
{as_of}
[entry.source]
title = "Kiến thức chung"
"""
    (tmp_path / "fields.toml").write_text('[[field]]\nid = "chung"\nname = "Chung"\nname_en = "General"\n', "utf-8")
    for said in ("", 'as_of = "hôm nào đó"'):
        (tmp_path / "a.toml").write_text(entry.format(as_of=said), "utf-8")
        with pytest.raises(LibraryError, match="as_of"):
            Library.load(tmp_path)
    (tmp_path / "a.toml").write_text(entry.format(as_of='as_of = "none"'), "utf-8")
    assert Library.load(tmp_path).entries["dieu"].as_of is None


def test_the_oldest_editions_come_first_among_what_was_checked_on_one_day() -> None:
    lines = list(stale(LIBRARY, 0, date(2100, 1, 1)))
    assert len(lines) == len(SOURCED)
    ages = [re.findall(r"checked on (\S+), as of (no date|\S+)", line)[0] for line in lines]
    keys = [(checked, "" if as_of == "no date" else as_of) for checked, as_of in ages]
    assert keys == sorted(keys)


@pytest.mark.parametrize("entry", SOURCED, ids=lambda entry: entry.id)
def test_a_source_without_an_edition_is_shown_with_none(entry: Entry) -> None:
    assert entry.source is not None
    title = entry.source.title
    if title.startswith(("Kiến thức chung", "Số khẩn cấp")) or (_LAW.match(title) and "danh mục" not in title):
        assert entry.as_of is None
    elif title == "Niêm yết của một phường ở Thành phố Hồ Chí Minh":
        assert entry.as_of == Edition(2026)
    else:
        assert entry.as_of is not None
    for number, issued in _DATED.items():
        assert number not in title or f"{number} ngày {issued}" in title


@pytest.mark.skipif(not RECORDS.exists(), reason="the collected records are not part of a clone")
def test_a_procedure_is_dated_no_finer_than_its_record() -> None:
    records = {row["code"]: row["as_of"] for row in map(json.loads, RECORDS.read_text("utf-8").splitlines())}
    checked = 0
    for entry in SOURCED:
        if entry.kind is Kind.PROCEDURE and entry.code in records:
            checked += 1
            assert records[entry.code].startswith(str(entry.as_of)), entry.id
    assert checked > 200
