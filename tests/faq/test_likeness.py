"""Questions that ask the same thing in other words are one group, whatever tones and slips say."""

from __future__ import annotations

import random
import time
import tomllib
from collections import defaultdict
from pathlib import Path

import pytest

from benchmarks.noise import KINDS, spoil
from faq.likeness import ALIKE
from tests.kit import library

PARAPHRASES = tomllib.loads((Path(__file__).parents[2] / "benchmarks" / "paraphrases.toml").read_text(encoding="utf-8"))
SAID = [(name, way) for name, matter in PARAPHRASES["new"].items() for way in matter["ways"]]


def groups(texts: list[str], first: int = 0) -> list[list[str]]:
    found = defaultdict(list)
    for text, leader in zip(texts, library().likeness.leaders(texts, first), strict=True):
        found[leader].append(text)
    return list(found.values())


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("xe lấy rác mấy giờ tới", "may gio xe lay rac toi"),
        ("đèn đường trước nhà hư", "den duong truoc nha hu roi"),
        ("bờ sông sạt lở báo ai", "bo song bi sat lo"),
        ("bay flycam xin phép ai", "cho em hỏi bay flaycam phải xin phép ai ạ"),
        ("treo băng rôn khai trương", "treo [tên đã che] băng rôn khai trương [số đã che]"),
        ("làm cccd ở đâu", "làm căn cước công dân chỗ nào"),
    ],
)
def test_the_same_in_other_words(one: str, two: str) -> None:
    assert library().likeness.between(one, two) >= ALIKE
    assert groups([one, two]) == [[one, two]]


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("đèn đường hư", "hiến đất làm đường"),
        ("khai sinh ở đâu", "kết hôn ở đâu"),
        ("kết hôn với người nước ngoài", "đăng ký kết hôn"),
        ("mất nắp cống", "mất sổ đỏ"),
        ("cho em hỏi mấy giờ", "cho em hỏi hiến máu"),
        ("", "hiến máu"),
    ],
)
def test_something_else_is_another_group(one: str, two: str) -> None:
    assert library().likeness.between(one, two) < ALIKE
    assert len(groups([one, two])) == 2


def test_hardly_any_group_mixes_matters() -> None:
    ways = {way: name for name, way in SAID}
    found = groups(list(ways))
    mixed = [group for group in found if len({ways[way] for way in group}) > 1]
    assert len(mixed) <= 2, mixed
    assert len(found) < 0.75 * len(ways)


def test_the_same_order_makes_the_same_groups() -> None:
    texts = [spoil(way, list(KINDS)[place % len(KINDS)]) for place, (_, way) in enumerate(SAID)]
    assert groups(texts) == groups(texts)


def test_those_named_first_lead_groups_of_their_own() -> None:
    texts = ["hiến máu ở đâu", "hiến máu đăng ký ở đâu", "chỗ nào hiến máu"]
    assert library().likeness.leaders(texts, first=2)[:2] == [0, 1]
    assert library().likeness.leaders(texts, first=2)[2] in (0, 1)


def test_odd_texts_are_no_trouble() -> None:
    odd = ["", " ", "???", "🙂🙂", "[số đã che]", "a" * 5000, "0", "\u0301\u0301", "select * from users"]
    assert len(library().likeness.leaders(odd * 2)) == 2 * len(odd)


def test_the_work_does_not_grow_with_the_square_of_the_questions() -> None:
    chance = random.Random(5)
    words = sorted({word for entry in library().entries.values() for word in entry.short.split()})
    texts = [" ".join(chance.sample(words, 5)) for _ in range(3200)]
    likeness = library().likeness
    likeness.leaders(texts)  # what reading new words costs, once
    start = time.process_time()
    likeness.leaders(texts[:800])
    small = time.process_time() - start
    start = time.process_time()
    likeness.leaders(texts)
    assert time.process_time() - start < 10 * small  # in one run, by processor time: 4 times as many, not 16
