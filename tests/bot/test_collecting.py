"""What lasts is kept out of the collector's way, and a library that was replaced still goes for good."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Iterator

import pytest

from bot.collecting import settle


class Library:
    """Something large that points at itself, as libraries do."""

    def __init__(self) -> None:
        self.itself = self


@pytest.fixture(autouse=True)
def thaw() -> Iterator[None]:
    yield
    gc.unfreeze()


def test_what_is_there_is_not_walked_through_again() -> None:
    library = Library()
    settle()
    assert not any(one is library for one in gc.get_objects())


def test_what_was_replaced_goes_at_the_next_settling() -> None:
    library = Library()
    settle()
    gone = weakref.ref(library)
    library = Library()
    settle()
    assert gone() is None
