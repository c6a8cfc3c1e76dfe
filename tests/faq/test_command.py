"""python -m faq from the shell."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
FIELDS = '[[field]]\nid = "chung"\nname = "Chung"\nname_en = "General"\n'
PAIR = """
[[entry]]
id = "thanks"
kind = "smalltalk"
name = "Cảm ơn"
short = "Cảm ơn"
intent = "thanks"
ways = ["cảm ơn nhiều", "cám ơn nha", "thanks ad"]

[[entry]]
id = "late"
kind = "ward"
name = "Hồ sơ trễ hẹn"
short = "Trễ hẹn"
summary = "Bà con hỏi quầy."
ways = ["hồ sơ trễ", "giấy ra trễ", "lỡ hẹn trả giấy"]
source = { title = "Quy chế" }
as_of = 2024-01-01
checked_on = 2024-01-01
"""


def faq(*arguments: str, given: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "faq", *arguments], input=given, capture_output=True, text=True, cwd=ROOT, check=False
    )


def small(path: Path, more: str = "") -> str:
    (path / "fields.toml").write_text(FIELDS, encoding="utf-8")
    (path / "pair.toml").write_text(PAIR + more, encoding="utf-8")
    return str(path)


def test_questions_as_lines_get_answers_as_lines_in_the_stable_shape() -> None:
    lines = [json.dumps({"q": text}, ensure_ascii=False) for text in ("tạm trú cần gì", "cảm ơn", "zzz qqq")]
    done = faq("ask", "--jsonl", given="\n".join(lines) + "\n")
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert [row["verdict"] for row in rows] == ["answer", "smalltalk", "unknown"]
    assert list(rows[0]) == ["q", "verdict", "entry", "code", "topic", "score", "candidates", "ms"]
    assert (rows[0]["entry"], rows[0]["code"], rows[0]["topic"]) == ("tam-tru", "1.004194", "papers")
    assert list(rows[0]["candidates"][0]) == ["entry", "code", "score"]
    assert (rows[2]["entry"], rows[2]["code"]) == (None, None)


def test_a_line_that_is_no_question_is_named() -> None:
    done = faq("ask", "--jsonl", given='{"q": "a"}\n{"x": 1}\n')
    assert done.returncode == 2
    assert "line 2" in done.stderr
    assert "Traceback" not in done.stderr


def test_one_question_for_people_and_its_explanation() -> None:
    assert faq("ask", "tach", "ho", "bao", "lau").stdout.startswith("answer: Tách hộ  [time]")
    assert "matters: score =" in faq("ask", "--explain", "tach ho bao lau").stdout


def test_another_folder_is_searched_and_exported(tmp_path: Path) -> None:
    folder = small(tmp_path)
    assert "Trễ hẹn" in faq("ask", "--library", folder, "hồ sơ bị trễ").stdout
    rows = [json.loads(line) for line in faq("export", "--jsonl", "--library", folder).stdout.splitlines()]
    assert [list(row) for row in rows] == [["entry", "code", "name", "field", "kind", "ways"]] * 2
    assert faq("stats", "--library", folder).stdout.startswith("entries 2, ways of asking 6")


def test_an_export_and_a_dump_can_be_searched(tmp_path: Path) -> None:
    export = tmp_path / "export.jsonl"
    export.write_text(faq("export", "--jsonl", "--library", small(tmp_path)).stdout, encoding="utf-8")
    assert faq("ask", "--import", str(export), "hồ sơ trễ").stdout.startswith("answer: Hồ sơ trễ hẹn")
    dump = tmp_path / "dump.jsonl"
    dump.write_text('{"code": "1.000001", "name_vi": "Cấp giấy phép thả diều"}\n', encoding="utf-8")
    row = json.loads(faq("ask", "--jsonl", "--import", str(dump), given='{"q": "xin tha dieu"}').stdout)
    assert row["candidates"][0]["code"] == "1.000001"


def test_a_dump_that_cannot_be_read_is_one_sentence(tmp_path: Path) -> None:
    dump = tmp_path / "dump.jsonl"
    dump.write_text('{"code": "1.000001"}\n', encoding="utf-8")
    done = faq("ask", "--import", str(dump), "gì đó")
    assert (done.returncode, done.stderr.strip()) == (2, "dump.jsonl: line 1 has no 'name_vi' or 'name'")
    assert "cannot be read" in faq("ask", "--import", str(tmp_path / "none.jsonl"), "gì đó").stderr


def test_check_reports_what_its_own_words_do_not_find(tmp_path: Path) -> None:
    assert faq("check", "--library", small(tmp_path)).returncode == 0
    other = PAIR[PAIR.index('[[entry]]\nid = "late"') :].replace('"late"', '"other"').replace("hồ sơ trễ", "hs trễ")
    twin = other.replace("Hồ sơ trễ hẹn", "Việc khác").replace("Trễ hẹn", "Việc khác hẳn")
    twin = twin.replace("giấy ra trễ", "việc lạ").replace("lỡ hẹn trả giấy", "việc quen")
    done = faq("check", "--library", small(tmp_path, twin))
    assert done.returncode == 1
    assert "finds" in done.stdout


def test_check_lists_what_was_compared_too_long_ago(tmp_path: Path) -> None:
    assert faq("check", "--stale", "30", "--library", small(tmp_path)).stdout.startswith("late: checked on 2024-01-01")


def test_check_names_file_entry_and_key_of_what_breaks_a_rule(tmp_path: Path) -> None:
    folder = small(tmp_path)
    (tmp_path / "pair.toml").write_text(PAIR.replace("Bà con hỏi quầy.", "Xin là chắc chắn được."), encoding="utf-8")
    done = faq("check", "--library", folder)
    assert done.returncode == 1
    assert done.stdout.strip() == "pair.toml: entry 'late': summary: promises 'chắc chắn được'"


def test_broken_data_stops_with_the_reasons(tmp_path: Path) -> None:
    done = faq("check", "--library", small(tmp_path, '[[entry]]\nid = "x"\n'))
    assert done.returncode == 1
    assert faq("stats", "--library", str(tmp_path)).returncode == 2
    assert "pair.toml: entry 'x': key 'kind' is missing" in done.stderr
    assert "Traceback" not in done.stderr
