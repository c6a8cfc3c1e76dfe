"""The ward's own additions over the shipped entries: what is in use, what is left out, and what an upgrade meets."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from faq import Entry, Library, Mark, Overlay, Shelf
from faq.overlay import NOTHING, Conflict, Fault, Upgrade, fingerprint, lay
from faq.procedure import FieldOfWork
from tests.faq.test_rules import GOOD, GROUP

FIELDS = (FieldOfWork(id="chung", name="Chung", name_en="General"),)


def entry(name: str, **changes: Any) -> Entry:
    ways = [f"xin {name}", f"giấy {name}", f"làm {name}"]
    code = f"1.{sum(map(ord, name)):06}"
    return Entry.model_validate(GOOD | {"id": name, "code": code, "name": name, "short": name, "ways": ways} | changes)


KITE, BOAT, BELL = entry("dieu"), entry("thuyen", related=["dieu"]), entry("chuong")
ASK = Entry.model_validate(GROUP | {"members": ["dieu", "thuyen"]})
SHIPPED = (KITE, BOAT, BELL, ASK)


def own(*entries: Entry, **rest: Any) -> Overlay:
    shipped = {one.id: one for one in SHIPPED}
    bases = {one.id: fingerprint(shipped.get(one.id)) for one in entries}
    bases |= {name: fingerprint(shipped.get(name)) for name in rest.get("hidden", ())}
    return Overlay(entries={one.id: one for one in entries}, bases=bases, **rest)


def test_ways_are_taught_and_what_the_entry_says_already_is_not_said_twice() -> None:
    laid = lay(Overlay(ways={"dieu": ("con diều giấy", "XIN DIEU")}), SHIPPED, FIELDS)
    assert laid.entries["dieu"].ways == (*KITE.ways, "con diều giấy")
    assert laid.mark("dieu") is Mark.TAUGHT
    assert laid.mark("thuyen") is Mark.SHIPPED
    assert laid.shipped["dieu"] is KITE
    assert (laid.left_out, laid.conflicts) == ((), ())


def test_an_entry_is_replaced_where_it_stood_and_a_new_one_comes_last() -> None:
    newer = KITE.model_copy(update={"summary": "Mang cây diều ra quầy 2."})
    laid = lay(own(entry("trong"), newer), SHIPPED, FIELDS)
    assert list(laid.entries) == ["dieu", "thuyen", "chuong", "hoi-dieu", "trong"]
    assert laid.entries["dieu"].summary == newer.summary
    assert (laid.mark("dieu"), laid.mark("trong")) == (Mark.REPLACED, Mark.LOCAL)


def test_hiding_takes_links_with_it_and_the_question_that_has_nothing_left_to_ask_between() -> None:
    laid = lay(own(hidden=frozenset({"dieu"})), SHIPPED, FIELDS)
    assert list(laid.entries) == ["thuyen", "chuong"]
    assert laid.entries["thuyen"].related == ()
    assert {name: laid.mark(name) for name in laid.away} == {"dieu": Mark.HIDDEN, "hoi-dieu": Mark.HIDDEN}


@pytest.mark.parametrize(
    ("overlay", "fault", "what"),
    [
        (own(entry("trong", field="tren-troi")), Fault.FIELD, "tren-troi"),
        (own(entry("trong", code=KITE.code)), Fault.CODE, KITE.code),
        (own(entry("trong", ways=["xin dieu", "gõ trống", "đánh trống"])), Fault.WAY, "xin dieu"),
        (Overlay(ways={"dieu": ("giấy thuyền",)}), Fault.WAY, "giấy thuyền"),
        (Overlay(ways={"nha": ("xây nhà",)}), Fault.NO_ENTRY, ""),
    ],
)
def test_what_cannot_be_used_is_left_out_and_named_and_takes_nothing_with_it(
    overlay: Overlay, fault: Fault, what: str
) -> None:
    laid = lay(overlay, SHIPPED, FIELDS)
    assert [(one.fault, one.what) for one in laid.left_out] == [(fault, what)]
    assert all(laid.entries[one.id] == one for one in SHIPPED)
    assert str(laid.left_out[0]).startswith("the ward's own entry '")


def test_an_upgrade_that_changes_brings_or_takes_an_entry_is_a_conflict_and_the_wards_stays_in_use() -> None:
    overlay = own(KITE.model_copy(update={"summary": "Của phường."}), entry("trong"), BELL)
    assert lay(overlay, SHIPPED, FIELDS).conflicts == ()
    upgraded = (KITE.model_copy(update={"time": "1 ngày"}), BOAT, entry("trong", time="3 ngày"))
    laid = lay(overlay, upgraded, FIELDS)
    assert laid.conflicts == (
        Conflict("chuong", Upgrade.GONE),
        Conflict("dieu", Upgrade.CHANGED),
        Conflict("trong", Upgrade.ARRIVED),
    )
    assert laid.entries["dieu"].summary == "Của phường."
    assert laid.entries["chuong"] == BELL


def test_a_hidden_entry_that_changed_is_asked_about_and_one_that_is_gone_is_no_matter() -> None:
    overlay = own(hidden=frozenset({"dieu", "chuong"}))
    assert lay(overlay, SHIPPED, FIELDS).conflicts == ()
    laid = lay(overlay, (KITE.model_copy(update={"time": "1 ngày"}), BOAT), FIELDS)
    assert laid.conflicts == (Conflict("dieu", Upgrade.CHANGED),)
    assert list(laid.entries) == ["thuyen"]


def test_a_day_of_checking_holds_for_the_text_that_was_checked() -> None:
    day = date(2026, 12, 1)
    overlay = Overlay(checked={"dieu": day}, bases={"dieu": fingerprint(KITE)})
    laid = lay(overlay, SHIPPED, FIELDS)
    assert (laid.entries["dieu"].checked_on, laid.mark("dieu")) == (day, Mark.SHIPPED)
    newer = KITE.model_copy(update={"time": "1 ngày"})
    assert lay(overlay, (newer, BOAT), FIELDS).entries["dieu"] == newer


def test_taught_ways_outlive_an_upgrade_and_one_that_is_shipped_now_is_no_matter() -> None:
    overlay = Overlay(ways={"dieu": ("con diều giấy",)})
    upgraded = (KITE.model_copy(update={"ways": (*KITE.ways, "con diều giấy")}), BOAT)
    laid = lay(overlay, upgraded, FIELDS)
    assert laid.entries["dieu"] == upgraded[0]
    assert (laid.conflicts, laid.left_out) == ((), ())


@given(st.lists(st.sampled_from(SHIPPED), unique=True))
def test_an_empty_overlay_changes_nothing(shipped: list[Entry]) -> None:
    laid = lay(NOTHING, shipped, FIELDS)
    assert list(laid.entries.values()) == shipped
    assert (laid.marks, laid.conflicts, laid.left_out) == ({}, (), ())


PIECES = [
    Overlay(ways={"dieu": ("con diều giấy",)}),
    own(BOAT.model_copy(update={"summary": "Ra bến."})),
    own(entry("trong")),
    own(entry("sao")),
    own(hidden=frozenset({"chuong"})),
]


@settings(max_examples=40)
@given(st.permutations(PIECES))
def test_the_order_of_changes_that_have_nothing_to_do_with_each_other_does_not_matter(pieces: list[Overlay]) -> None:
    whole = NOTHING
    for piece in pieces:
        whole = replace(
            whole,
            ways={**whole.ways, **piece.ways},
            entries={**whole.entries, **piece.entries},
            hidden=whole.hidden | piece.hidden,
            bases={**whole.bases, **piece.bases},
        )
    laid = lay(whole, SHIPPED, FIELDS)
    assert list(laid.entries) == ["dieu", "thuyen", "hoi-dieu", "sao", "trong"]
    assert [*laid.away] == ["chuong"]


def written(folder: Path, text: str) -> Path:
    (folder / "a.toml").write_text(text, encoding="utf-8")
    return folder


GREETING = """
[[field]]
id = "chung"
name = "Chung"
name_en = "General"
"""
HELLO = """
[[entry]]
id = "chao"
kind = "smalltalk"
name = "Chào hỏi"
short = "Chào hỏi"
intent = "greet"
ways = ["xin chào"]
"""


def test_a_shelf_keeps_the_overlay_when_files_change_and_finds_what_was_taught(tmp_path: Path) -> None:
    (tmp_path / "fields.toml").write_text(GREETING, encoding="utf-8")
    shelf = Shelf(written(tmp_path, HELLO))
    before = shelf.library
    assert shelf.lay(Overlay(ways={"chao": ("hế lô phường",)}))
    assert shelf.library.search("hế lô phường").entry
    assert before.search("hế lô phường").entry is None
    written(tmp_path, HELLO.replace('["xin chào"]', '["xin chào", "kính chào"]'))
    assert shelf.refresh()
    assert shelf.library.entries["chao"].ways == ("xin chào", "kính chào", "hế lô phường")
    written(tmp_path, "[[entry]")
    assert not shelf.refresh()
    assert shelf.problem
    assert shelf.lay(NOTHING)
    assert shelf.library.entries["chao"].ways == ("xin chào", "kính chào")


def test_an_overlay_that_cannot_be_laid_at_all_leaves_the_old_one_in_use(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "fields.toml").write_text(GREETING, encoding="utf-8")
    shelf = Shelf(written(tmp_path, HELLO))
    shelf.lay(Overlay(ways={"chao": ("hế lô phường",)}))
    before = shelf.library

    def broken(*_: object) -> Library:
        raise RuntimeError("no room")

    monkeypatch.setattr(Library, "under", broken)
    assert not shelf.lay(NOTHING)
    assert shelf.library is before
    assert shelf.overlay_problem == "RuntimeError: no room"
