"""The real library, read once for all these tests: it never changes, and reading it takes longer than a talk."""

from __future__ import annotations

import pytest

from faq import Library
from tests.kit import library


@pytest.fixture(autouse=True)
def read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every bot of these tests shares one library."""
    monkeypatch.setattr(Library, "load", library)
