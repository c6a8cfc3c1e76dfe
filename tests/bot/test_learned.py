"""What a week taught: counts with the week before, no percentage of a few, what changed and what is open."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from functools import partial

import pytest

from bot.figures.learned import Asked, Changed, Learned, Open
from bot.figures.periods import Kind, of
from bot.i18n import Catalogue
from bot.learning import learned
from bot.reports import learned as said
from bot.reports.words import Words
from bot.storage import entry_changes
from bot.storage.audit import OPERATOR
from bot.storage.entry_changes import Act, Proposal
from tests.kit import Desk, library
from tests.learningkit import put

WEEK = of(Kind.WEEK, date(2026, 11, 20))
EMPTY = Learned(WEEK, Asked(), Asked())


@pytest.fixture
def words(desk: Desk) -> Words:
    return Words(Catalogue(), "vi", desk.app.ward, library())


def test_counts_are_told_and_percentages_from_ten_on(words: Words) -> None:
    few = replace(EMPTY, now=Asked(9, 6), before=Asked(200, 120))
    line = said.lines(few, words)[0]
    assert line == "Câu hỏi: trả lời được 6/9 câu. Kỳ trước: trả lời được 120/200 câu (60,0%)."
    assert "chưa ai hỏi gì" in said.lines(EMPTY, words)[0]
    assert "Kỳ trước" not in said.lines(replace(few, before=Asked()), words)[0]


def test_what_is_open_changed_and_old_is_named(words: Words) -> None:
    changed = tuple(Changed(f"Mục {number}", "way", live=number != 1, answered=number) for number in range(5))
    asked = tuple(Open(10 - number, "hỏi  dài " * 20) for number in range(4))
    full = replace(EMPTY, changed=changed, open=asked, opened=7, waiting=2, stale=("A", "B", "C", "D"))
    _, open_, entries, old = said.lines(full, words)
    assert open_.startswith("Hiện chưa trả lời được: 10 người hỏi “hỏi dài")
    assert "còn 4 nữa" in open_
    assert "chờ người thứ hai duyệt: 2" in open_
    assert "“Mục 0” đã dạy thêm cách hỏi, từ đó trả lời 0 lần; “Mục 1” đã hoàn lại" in entries
    assert "còn 2 nữa" in entries
    assert "4 (A, B, C…)" in old


async def test_the_week_is_counted_beside_the_one_before(desk: Desk) -> None:
    def fill(connection: object) -> None:
        begins = WEEK.begins
        good, bad = [("a", "khai sinh")], [("a", "loa kéo ồn quá")]
        put(connection, good * 3, begins - timedelta(days=2), verdict="answer", entry="khai-sinh")  # type: ignore[arg-type]
        put(connection, bad * 2, begins - timedelta(days=2))  # type: ignore[arg-type]
        put(connection, good * 4, begins + timedelta(days=3), verdict="answer", entry="khai-sinh")  # type: ignore[arg-type]
        put(connection, good, begins + timedelta(days=3), verdict="answer", entry="khai-sinh", helpful=False)  # type: ignore[arg-type]
        put(connection, good, begins + timedelta(days=3), verdict="clarify", offered="khai-sinh", chosen="khai-tu")  # type: ignore[arg-type]
        put(connection, good, begins + timedelta(days=3), verdict="clarify", offered="khai-sinh", chosen="none")  # type: ignore[arg-type]
        put(connection, good, begins + timedelta(days=3), verdict="clarify", offered="khai-sinh")  # type: ignore[arg-type]
        put(connection, good, begins + timedelta(days=3), verdict="smalltalk", entry="chao-hoi")  # type: ignore[arg-type]

    await desk.app.database.write(fill)
    begins = WEEK.begins + timedelta(days=1)
    proposal = Proposal("khai-sinh", Act.WAY, {"ways": ["chạy giấy cho bé"]}, "thử", "ho-tich")
    change = await desk.app.database.write(partial(entry_changes.propose, by=OPERATOR, proposal=proposal, now=begins))
    approve = partial(entry_changes.decide, by=OPERATOR, change=change, now=begins, approve=True)
    await desk.app.database.write(approve)
    found = await learned(desk.app.database.read, library(), WEEK, date(2026, 11, 23))
    assert (found.now, found.before) == (Asked(8, 5), Asked(5, 3))
    assert [(one.name, one.act, one.live, one.answered) for one in found.changed] == [("Khai sinh", "way", True, 4)]
    assert (1, "loa kéo ồn quá") in {(one.people, one.words) for one in found.open}
    back = partial(entry_changes.undo, by=OPERATOR, change=change, why="nhầm", now=begins + timedelta(days=1))
    await desk.app.database.write(back)
    found = await learned(desk.app.database.read, library(), WEEK, date(2026, 11, 23))
    assert [one.live for one in found.changed] == [False]
    assert not found.stale or all(found.stale)
