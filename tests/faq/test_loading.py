"""A data file that is wrong is named with file, entry and key, all problems at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from faq import DATA, Library, LibraryError, Shelf, Verdict

FIELDS = '[[field]]\nid = "ho-tich"\nname = "Hộ tịch"\nname_en = "Civil status"\norder = 1\n'
GREETING = """
[[entry]]
id = "chao"
kind = "smalltalk"
name = "Chào hỏi"
short = "Chào"
intent = "greet"
ways = ["xin chào", "hello ad"]
"""


def folder(path: Path, **files: str) -> Path:
    (path / "fields.toml").write_text(FIELDS, encoding="utf-8")
    for name, text in files.items():
        (path / f"{name}.toml").write_text(text, encoding="utf-8")
    return path


def problems(path: Path, **files: str) -> list[str]:
    with pytest.raises(LibraryError) as caught:
        Library.load(folder(path, **files))
    return caught.value.problems


def test_the_library_that_is_shipped_loads() -> None:
    assert [field.order for field in Library.load(DATA).fields] == sorted(f.order for f in Library.load(DATA).fields)


def test_the_default_field_of_a_file_is_given_to_its_entries(tmp_path: Path) -> None:
    library = Library.load(folder(tmp_path, chat='field = "ho-tich"\n' + GREETING))
    assert [entry.id for entry in library.in_field("ho-tich")] == ["chao"]


def test_broken_toml_names_the_file_and_the_line(tmp_path: Path) -> None:
    (problem,) = problems(tmp_path, chat='[[entry]\nid = "x"')
    assert problem.startswith("chat.toml: is not valid TOML")
    assert "line 1" in problem


def test_every_problem_is_reported_at_once(tmp_path: Path) -> None:
    twice = GREETING.replace('"greet"', '"greet"\nrelated = ["nobody"]').replace("xin chào", "XIN CHAO")
    wrong = '[[entry]]\nid = "x"\nkind = "procedure"\nname = 3\nshort = "X"\nfees = "0"\n'
    found = problems(tmp_path, a='field = "ho-tich"' + GREETING, b='field = "no-such"' + twice, c=wrong)
    text = "\n".join(found)
    assert "c.toml: entry 'x': unknown key 'fees'" in text
    assert "c.toml: entry 'x': name: " in text
    assert "b.toml: entry 'chao': id: already used in a.toml" in text
    assert "b.toml: entry 'chao': related: there is no entry 'nobody'" in text
    assert "b.toml: entry 'chao': field: there is no field of work 'no-such'" in text
    assert "b.toml: entry 'chao': ways: 'XIN CHAO' is also a way of asking for 'chao'" in text


def test_a_missing_folder_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(LibraryError) as caught:
        Library.load(tmp_path / "nowhere")
    assert caught.value.problems == [f"{tmp_path / 'nowhere'}: there is no such folder"]


def test_the_shelf_swaps_a_good_library_in_and_keeps_the_old_one_otherwise(tmp_path: Path) -> None:
    shelf = Shelf(folder(tmp_path, chat='field = "ho-tich"' + GREETING))
    first = shelf.library
    assert not shelf.refresh()
    folder(tmp_path, chat="broken = ")
    assert not shelf.refresh()
    assert shelf.library is first
    assert shelf.problem is not None
    assert "chat.toml" in shelf.problem
    folder(tmp_path, chat='field = "ho-tich"' + GREETING.replace("hello ad", "a lô"))
    assert shelf.refresh()
    assert shelf.problem is None
    assert "a lô" in shelf.library.entries["chao"].ways
    assert shelf.library.search("xin chào").verdict is Verdict.SMALLTALK
