"""The glossary an official may add a word to: a slip in it is named, a new word is taken up."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from faq import DATA, LibraryError, Shelf, glossary
from faq.glossary import FOLDER, Glossary
from faq.naming import shorter


def copy(path: Path, name: str = "", more: str = "") -> Path:
    folder = path / "glossary"
    shutil.copytree(FOLDER, folder)
    if name:
        with (folder / name).open("a", encoding="utf-8") as file:
            file.write(more)
    return folder


@pytest.mark.parametrize(
    ("name", "more", "problem"),
    [
        ("short.toml", 'xyz = "một"\n', "glossary/short.toml: short.xyz"),
        ("short.toml", "xyz = []\n", "an abbreviation needs at least one reading"),
        ("short.toml", "xyz = [\n", "glossary/short.toml: is not valid TOML"),
        ("filler.toml", 'words = ["a"]\n', "glossary/filler.toml: unknown key 'words'"),
        ("topics.toml", '[price]\nask = ["giá"]\n', "glossary/topics.toml: price"),
        ("talk.toml", 'extra = ["… không"]\n', "a phrase needs a word, on both sides of every gap"),
    ],
)
def test_a_slip_is_named_with_file_and_key(tmp_path: Path, name: str, more: str, problem: str) -> None:
    with pytest.raises(LibraryError) as caught:
        Glossary.read(copy(tmp_path, name, more))
    assert len(caught.value.problems) == 1
    assert problem in caught.value.problems[0]


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    folder = copy(tmp_path)
    (folder / "senses.toml").unlink()
    with pytest.raises(LibraryError, match=r"glossary/senses\.toml: cannot be read"):
        Glossary.read(folder)


def test_a_new_abbreviation_is_taken_up_while_the_bot_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = copy(tmp_path)
    monkeypatch.setattr(glossary, "FOLDER", folder)
    monkeypatch.setattr("faq.shelf.GLOSSARY", folder)
    glossary._read.cache_clear()
    shelf = Shelf(DATA)
    assert "tam-tru" not in [item.entry.id for item in shelf.library.search("lam qqtt can gi").candidates]
    with (folder / "short.toml").open("a", encoding="utf-8") as file:
        file.write('qqtt = ["tạm trú"]\n')
    os.utime(folder / "short.toml", ns=(1, 1))
    assert shelf.refresh()
    assert shelf.library.search("lam qqtt can gi").candidates[0].entry.id == "tam-tru"
    glossary._read.cache_clear()


@pytest.mark.parametrize(
    ("name", "sayings"),
    [
        ("Đổi, cấp lại Giấy xác nhận khuyết tật", ["Đổi Giấy xác nhận khuyết tật", "cấp lại Giấy xác nhận khuyết tật"]),
        ("Cấp giấy phép xây dựng mới đối với công trình cấp III", ["Cấp giấy phép xây dựng mới"]),
        ("Đăng ký kết hôn", []),
        ("Ghi việc hộ tịch (khai sinh; giám hộ) đã được giải quyết", ["Ghi việc hộ tịch"]),
    ],
)
def test_official_names_are_also_said_shorter(name: str, sayings: list[str]) -> None:
    assert shorter(name, Glossary.read()) == sayings
