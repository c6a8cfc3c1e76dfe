"""What the shipped library says of single matters; what every entry keeps to stands in faq/rules.py."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from faq import DATA, Library
from faq.procedure import ASK, Kind, OnlineLevel

LIBRARY = Library.load(DATA)
PROCEDURES = [entry for entry in LIBRARY.entries.values() if entry.kind is Kind.PROCEDURE]

RECORDS = Path(__file__).parents[3] / "shared/domain/procedures.jsonl"  # beside the repository


def test_the_desk_and_the_other_agencies_are_covered_and_what_is_asked_most_can_be_said_in_many_ways() -> None:
    kinds = Counter(entry.kind for entry in LIBRARY.entries.values())
    assert kinds[Kind.WARD] >= 60
    assert kinds[Kind.REDIRECT] >= 60
    assert sum(len(entry.ways) >= 8 for entry in PROCEDURES) >= 80


def test_two_entries_never_show_the_same_button() -> None:
    shown = [entry.short.lower() for entry in LIBRARY.entries.values()]
    assert sorted(name for name in set(shown) if shown.count(name) > 1) == []


@pytest.mark.parametrize(
    ("name", "sums"),
    [
        ("muc-chuan-tro-giup-xa-hoi", ("540.000 đồng", "500.000 đồng", "01/7/2026", "335/2026/NĐ-CP")),
        ("muc-chuan-nguoi-co-cong", ("3.012.000 đồng", "2.789.000 đồng", "01/7/2026", "321/2026/NĐ-CP")),
    ],
)
def test_a_base_rate_is_told_with_its_date_its_law_and_that_it_is_second_hand(name: str, sums: tuple[str, ...]) -> None:
    summary = LIBRARY.entries[name].summary
    assert not [piece for piece in sums if piece not in summary]
    assert "theo nguồn dẫn lại" in summary
    assert summary.endswith(ASK)


@pytest.mark.skipif(not RECORDS.exists(), reason="the collected records are not part of a clone")
def test_filing_online_is_promised_only_where_the_record_lists_it() -> None:
    rows = [json.loads(line) for line in RECORDS.read_text("utf-8").splitlines()]
    in_person_only = {row["code"] for row in rows if row["channels"] and "trực tuyến" not in row["channels"]}
    promised = (OnlineLevel.YES, OnlineLevel.PARTIAL, OnlineLevel.FULL)
    checked = [entry for entry in PROCEDURES if entry.code in in_person_only]
    assert len(checked) > 5
    assert [entry.id for entry in checked if entry.online.level in promised] == []
