"""A bot on a small library of matters no ward has, and libraries that are read once for all these tests."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from faq import Library
from tests.dialogue import ROOT
from tests.handlers.deskkit import member
from tests.kit import Desk, library, make_desk, sqlite_url


@pytest.fixture(autouse=True)
def read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Library, "load", library)


@pytest.fixture
async def kites(tmp_path: Path) -> AsyncIterator[Desk]:
    """A ward with hours and counters whose library is the small one; its first words are already said."""
    desk = make_desk(
        sqlite_url(tmp_path), library_dir=ROOT / "tests/data/library", ward_file=ROOT / "tests/data/ward.toml"
    )
    await desk.app.start()
    await desk.ask("xin chào")
    desk.channel.said.clear()
    desk.clock.move(minutes=1)
    yield desk
    await desk.app.stop()


@pytest.fixture
async def ward(tmp_path: Path) -> AsyncIterator[Desk]:
    """A ward with hours on a Monday morning, an official for everything, one for land, and an administrator."""
    desk = make_desk(sqlite_url(tmp_path), ward_file=ROOT / "tests/data/ward.toml")
    await desk.app.start()
    await member(desk, "hai", "Chị Hai")
    await member(desk, "ba", "Anh Ba", fields=("dat-dai",))
    await member(desk, "sep", "Cô Tư", role="administrator")
    await desk.ask("xin chào")
    yield desk
    await desk.app.stop()
