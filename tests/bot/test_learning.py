"""Groups of like questions: counted by people, placed by what was decided on them, the ones most asked first."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from bot.learning import Group, Place, decision_on, grouped, may_see
from bot.storage.entry_change_rows import Act, Change
from bot.storage.entry_change_rows import State as Step
from bot.storage.groups import Kept, Missed, State
from bot.storage.staff_rows import Member
from tests.kit import MONDAY_MORNING as NOW
from tests.kit import library

MOSQUITO = ["chừng nào phường xịt muỗi", "xit muoi chung nao vay", "khi nào phường xịt muỗi"]


def asked(number: int, text: str, person: int = 0, **values: Any) -> Missed:
    plain = Missed(f"q{number}", NOW + timedelta(hours=number), person or number, text, "unknown", *[None] * 4)
    return replace(plain, **values)


def kept(state: State, words: str | None = MOSQUITO[0], **values: Any) -> Kept:
    plain = Kept(1, "q0", words, state, None, None, 1, "thử", 1, "Chị Hai", NOW)
    return replace(plain, **values)


def change(state: Step, decided: float = 0) -> Change:
    values: dict[str, Any] = dict.fromkeys(Change.__slots__)
    values |= {"id": 7, "entry": "sao-y", "act": Act.WAY, "state": state, "group": "1"}
    return Change(**values | {"decided": NOW + timedelta(hours=decided)})


def found(
    missed: list[Missed], decided: list[Kept] | None = None, changes: dict[int, Change] | None = None
) -> list[Group]:
    return grouped(library(), missed, decided or [], changes or {})


def test_people_are_counted_once_and_the_most_asked_comes_first() -> None:
    rows = [asked(1, "loa kéo ồn quá"), *(asked(number, text) for number, text in enumerate(MOSQUITO, 2))]
    rows += [asked(9, MOSQUITO[0], person=2), asked(10, MOSQUITO[0].upper(), person=2)]
    first, second = found(rows)
    assert (first.people, first.times, first.key, first.words) == (3, 5, "q2", MOSQUITO[0])
    assert (first.first, first.last) == (rows[1].asked, rows[-1].asked)
    assert (first.ways[0].text, first.ways[0].times) == (MOSQUITO[0], 3)
    assert (second.people, second.words) == (1, "loa kéo ồn quá")
    assert found([]) == []


def test_what_was_said_and_chosen_is_counted() -> None:
    rows = [
        asked(1, MOSQUITO[0], verdict="answer", entry="khai-sinh", helpful=False),
        asked(2, MOSQUITO[1], verdict="clarify", offered="khai-tu", chosen="sao-y"),
        asked(3, MOSQUITO[2], verdict="clarify", offered="khai-tu", chosen="none"),
    ]
    [group] = found(rows)
    assert [(one.verdict, one.entry, one.times) for one in group.said] == [
        ("clarify", "khai-tu", 2),
        ("answer", "khai-sinh", 1),
    ]
    assert group.chosen == (("sao-y", 1), ("none", 1))
    assert group.unhelpful == 1
    assert group.fields >= {"ho-tich", "chung-thuc"}


def test_what_the_search_answers_today_stands_behind() -> None:
    rows = [asked(number, "đăng ký khai sinh cho con") for number in range(5)]
    group = found([*rows, asked(9, "loa kéo ồn quá")])[-1]
    assert (group.people, group.now) == (5, "khai-sinh")


def test_a_group_put_aside_comes_back_when_it_grew() -> None:
    few = [asked(number, MOSQUITO[number % 3]) for number in range(1, 5)]
    [group] = found(few, [kept(State.IGNORED)])
    assert (group.place, group.key) == (Place.DONE, "g1")
    [group] = found([*few, asked(5, MOSQUITO[0])], [kept(State.IGNORED)])
    assert (group.place, group.again, group.people) == (Place.OPEN, True, 5)
    [group] = found([*few, asked(5, MOSQUITO[0])], [kept(State.IGNORED, people=12)])
    assert group.place is Place.DONE
    same = [asked(number, MOSQUITO[0], person=1) for number in range(1, 20)]
    assert found(same, [kept(State.IGNORED)])[0].place is Place.DONE  # one who asks again and again is one


def test_a_taught_group_waits_is_done_or_is_open_again() -> None:
    rows, taught = [asked(1, MOSQUITO[0]), asked(5, MOSQUITO[1])], [kept(State.TAUGHT)]

    def place(state: Step, decided: float = 0) -> tuple[Place, int]:
        [group] = found(rows, taught, {1: change(state, decided)})
        return group.place, group.people

    assert place(Step.PROPOSED) == (Place.WAITING, 2)
    assert place(Step.LIVE, decided=6) == (Place.DONE, 2)
    assert place(Step.LIVE, decided=3) == (Place.OPEN, 1)
    assert place(Step.REFUSED) == (Place.OPEN, 2)
    assert place(Step.UNDONE) == (Place.OPEN, 2)
    assert found(rows, taught)[0].place is Place.OPEN  # a form that was never sent


def test_a_group_whose_words_are_erased_is_told_and_joins_nothing() -> None:
    groups = found([asked(1, MOSQUITO[0])], [kept(State.IGNORED, words=None)])
    assert [(group.place, group.people) for group in groups] == [(Place.OPEN, 1), (Place.DONE, 0)]


def test_handed_on_it_is_of_that_field_alone() -> None:
    [group] = found([asked(1, MOSQUITO[0], entry="khai-sinh", helpful=False)], [kept(State.MOVED, field="van-hoa")])
    assert group.fields == {"van-hoa"}
    official = Member(1, "Quầy 1", "official", ("ho-tich",), NOW)
    assert not may_see(group, official)
    assert may_see(group, replace(official, role="administrator"))
    assert may_see(replace(group, fields=frozenset()), official)


def test_a_decision_names_what_was_seen() -> None:
    [group] = found([asked(1, MOSQUITO[0])])
    decision = decision_on(group, State.IGNORED, "thử")
    assert (decision.group, decision.question, decision.words, decision.people) == (None, "q1", MOSQUITO[0], 1)
    [group] = found([asked(1, MOSQUITO[0])], [kept(State.MOVED, field="van-hoa")])
    decision = decision_on(group, State.TAUGHT, "thử", entry="sao-y")
    assert (decision.group, decision.was, decision.entry) == (1, State.MOVED, "sao-y")
