"""The ways gathered are those that share most, as a plain count over all of them finds."""

from __future__ import annotations

import heapq
from collections.abc import Sequence

import pytest

from faq import DATA, Library
from faq.gathering import COMMON, LATE, LEAST_SHARED, MOST_LEADING, MOST_WAYS, gather
from faq.index import Index

QUESTIONS = (
    "đăng ký khai sinh cần giấy tờ gì",
    "giay to xin cap lai giay xac nhan khuyet tat can nhung gi",
    "cho tui hỏi cấp giấy xác nhận tình trạng hôn nhân để đi nước ngoài mất bao lâu có phải nộp tiền không",
    "đăng ký",
    "giấy",
    "thủ tục đăng ký lại của hộ gia đình có người nước ngoài bị mất giấy chứng nhận quyền sử dụng đất",
)


@pytest.fixture(scope="module")
def index() -> Index:
    return Library.load(DATA)._search.matters


def counted(index: Index, telling: Sequence[tuple[str, float]], most: float) -> list[int]:
    """The same in the plainest way."""
    shared: dict[int, float] = {}
    left = sum(weight for _, weight in telling)
    for word, weight in telling:
        places: Sequence[int] = index.places.get(word, ())
        if len(places) > COMMON and len(shared) > MOST_WAYS and left < LATE * max(shared.values()):
            kept = sorted(shared, key=lambda place: -shared[place])[:MOST_LEADING]
            shared = {place: shared[place] for place in kept}
            places = [place for place in places if place in shared]
        for place in places:
            shared[place] = shared.get(place, 0.0) + weight
        left -= weight
    least = LEAST_SHARED * min(most, max(shared.values(), default=0.0))
    said = {place: min(part, most) for place, part in shared.items() if part >= least}
    worth = [(part * min(1.0, part / index.totals[place]), place) for place, part in said.items()]
    return [place for _, place in heapq.nlargest(MOST_WAYS, worth)]


@pytest.mark.parametrize("question", QUESTIONS)
@pytest.mark.parametrize("share", [1.0, 0.4])
def test_it_finds_what_counting_everything_finds(index: Index, question: str, share: float) -> None:
    known = index.idf
    words = dict.fromkeys(word.fold for word in index._forms(question) if word.fold in known)
    telling = sorted(((word, known[word] ** 2) for word in words), key=lambda pair: -pair[1])
    most = share * sum(weight for _, weight in telling)
    assert sorted(gather(index, telling, most)) == sorted(counted(index, telling, most))


def test_nothing_shared_finds_nothing(index: Index) -> None:
    assert gather(index, [], 1.0) == []
    assert gather(index, [("xyzzy", 1.0)], 1.0) == []
