"""A dump becomes drafts: facts in their keys, nothing reviewed touched, every bad line named."""

from __future__ import annotations

import json
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

from faq import Library, Verdict
from faq.checking import unreviewed
from faq.procedure import Confidence, Entry, FeeState, OnlineLevel, PaperForm

ROOT = Path(__file__).parents[2]
COLLECTED = ROOT.parent / "shared/domain/procedures.jsonl"  # beside the repository
KITE: dict[str, Any] = {
    "code": "1.000001",
    "name_vi": "Thủ tục cấp giấy phép thả diều",
    "short_name": "Thả diều",
    "field": "vui chơi (ngoài đồng)",
    "authority": "Ủy ban nhân dân cấp xã",
    "documents": [
        "Tờ khai thả diều (1 bản chính)",
        "Giấy mua diều (02 bản sao)",
        "Hai loại diều sau đây: (0 bản chính)",
    ],
    "time_limit": "2 ngày làm việc",
    "fee": "Cổng hiển thị 'Miễn phí' (giá trị 0)",
    "channels": ["trực tuyến", "trực tiếp"],
    "forms": ["Mẫu số 01"],
    "result": "Giấy phép",
    "legal_basis": ["1/2026/NĐ-CP"],
    "conditions": "Diều dưới 2 mét",
    "aliases": ["xin thả diều"],
    "source_url": "https://dichvucong.gov.vn/thu-tuc-hanh-chinh/x",
    "as_of": "2026-07-18",
    "confidence": "high",
}


def faq(*arguments: object) -> subprocess.CompletedProcess[str]:
    line = [sys.executable, "-m", "faq", *map(str, arguments)]
    return subprocess.run(line, capture_output=True, text=True, cwd=ROOT, check=False)


def taken(folder: Path, *records: object) -> subprocess.CompletedProcess[str]:
    dump = folder / "dump.jsonl"
    rows = [row if isinstance(row, str) else json.dumps(row, ensure_ascii=False) for row in records]
    dump.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return faq("import", dump, "--into", folder / "data")


def drafts(folder: Path) -> dict[str, Entry]:
    return {entry.code or "": entry for entry in Library.load(folder / "data").entries.values()}


def test_a_record_becomes_a_draft_with_its_facts(tmp_path: Path) -> None:
    done = taken(tmp_path, KITE)
    assert (done.returncode, done.stderr) == (0, "")
    kite = drafts(tmp_path)["1.000001"]
    assert (kite.field, kite.short, kite.ways) == ("vui-choi", "Thả diều", ("xin thả diều",))
    assert [(paper.what, paper.form, paper.count) for paper in kite.papers] == [
        ("Tờ khai thả diều", PaperForm.ORIGINAL, 1),
        ("Giấy mua diều", PaperForm.COPY, 2),
    ]
    assert "Hai loại diều sau đây:" in kite.notes, "what is counted 0 times is a remark, no paper"
    assert kite.fee is not None
    assert (kite.fee.state, "miễn phí" in kite.fee.text.lower()) == (FeeState.UNPUBLISHED, False)
    assert (kite.online.level, str(kite.as_of), kite.reviewed) == (OnlineLevel.YES, "2026-07-18", False)
    assert kite.checked_on is None, "nobody has compared it"


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("5.000 đồng một cây", FeeState.AMOUNT),
        ("Không thu lệ phí theo Nghị định 1/2026/NĐ-CP", FeeState.EXEMPT),
        ("Miễn lệ phí cho trẻ em", FeeState.EXEMPT),
        ("Theo HĐND tỉnh (cổng để giá trị 0, không phải miễn phí)", FeeState.UNPUBLISHED),
        ("Cổng ghi Phí : 0 Đồng", FeeState.UNPUBLISHED),
        ("", FeeState.UNPUBLISHED),
    ],
)
def test_a_fee_keeps_its_honest_state(tmp_path: Path, text: str, state: FeeState) -> None:
    taken(tmp_path, KITE | {"fee": text})
    fee = drafts(tmp_path)["1.000001"].fee
    assert fee is not None
    assert fee.state is state


def test_a_name_alone_is_a_draft_that_knows_it_is_unsure(tmp_path: Path) -> None:
    taken(tmp_path, {"code": "1.000002", "name_vi": "Đua ghe", "source": "Danh mục", "as_of": "2026 (không rõ ngày)"})
    race = drafts(tmp_path)["1.000002"]
    assert (race.name_only, race.confidence, str(race.as_of)) == (True, Confidence.LOW, "2026")


def test_bad_lines_are_named_with_their_reason_and_the_rest_is_taken(tmp_path: Path) -> None:
    done = taken(tmp_path, "{", "[1]", {"code": "1.000003"}, KITE | {"code": "12"}, KITE | {"documents": 5}, KITE, KITE)
    assert done.returncode == 0
    said = done.stderr.splitlines()
    assert [line.split(": ")[1] for line in said] == [f"line {number}" for number in (1, 2, 3, 4, 5, 7)]
    assert "is not JSON" in said[0]
    assert "is no JSON object" in said[1]
    assert "'name_vi' is missing" in said[2]
    assert "found '12'" in said[3]
    assert "documents" in said[4]
    assert "1.000001 was on a line before: skipped" in said[5]
    assert list(drafts(tmp_path)) == ["1.000001"]


def test_what_is_there_is_never_overwritten(tmp_path: Path) -> None:
    taken(tmp_path, KITE)
    path = tmp_path / "data/draft-vui-choi.toml"
    text = path.read_text(encoding="utf-8").replace("reviewed = false", "checked_on = 2026-11-22")
    path.write_text(f"# Đã xem lại.\n{text}", encoding="utf-8")
    done = taken(tmp_path, KITE | {"time_limit": "9 ngày"}, KITE | {"code": "1.000002", "name_vi": "Đua ghe"})
    assert "1.000001 is 'ma-1-000001' in draft-vui-choi.toml, reviewed: skipped" in done.stderr
    assert "the way 'xin thả diều' is another entry's: left out" in done.stderr
    found = drafts(tmp_path)
    assert (found["1.000001"].reviewed, found["1.000001"].time) == (True, "2 ngày làm việc")
    assert path.read_text(encoding="utf-8").startswith("# Đã xem lại.\n")
    assert found["1.000002"].short == "Thả diều (1.000002)", "two entries never share a button"


def test_a_dry_run_says_what_it_would_do_and_writes_nothing(tmp_path: Path) -> None:
    dump = tmp_path / "dump.jsonl"
    dump.write_text(json.dumps(KITE), encoding="utf-8")
    done = faq("import", dump, "--into", tmp_path / "data", "--dry-run")
    assert "draft-vui-choi.toml: 1 drafts" in done.stdout
    assert "would be written" in done.stdout
    assert not (tmp_path / "data").exists()


def test_a_dump_or_a_folder_that_cannot_be_read_stops_it(tmp_path: Path) -> None:
    assert "cannot be read" in faq("import", tmp_path / "none.jsonl", "--into", tmp_path / "data").stderr
    (tmp_path / "data").mkdir()
    (tmp_path / "data/bad.toml").write_text("x = ", encoding="utf-8")
    done = taken(tmp_path, KITE)
    assert done.returncode == 2
    assert "bad.toml: is not valid TOML" in done.stderr


def test_check_and_stats_tell_the_drafts(tmp_path: Path) -> None:
    taken(tmp_path, KITE)
    check = faq("check", "--library", tmp_path / "data")
    assert check.returncode == 0, "a draft is open, not wrong"
    assert "draft: draft-vui-choi.toml: entry 'ma-1-000001' is not reviewed (Thả diều)" in check.stdout
    assert "1 unreviewed" in faq("stats", "--library", tmp_path / "data").stdout


@pytest.mark.skipif(not COLLECTED.exists(), reason="the collected records are not part of a clone")
def test_all_collected_records_go_there_and_back(tmp_path: Path) -> None:
    done = faq("import", COLLECTED, "--into", tmp_path)
    coded = {row["code"]: row for row in map(json.loads, COLLECTED.read_text("utf-8").splitlines()) if row["code"]}
    library = Library.load(tmp_path)
    assert {entry.code for entry in unreviewed(library)} == coded.keys()
    assert done.stderr.count("a procedure needs a national code") == 271 - len(coded)
    assert {code: library.by_code(code).legal for code in coded} == {  # type: ignore[union-attr]  # all are there
        code: tuple(row["legal_basis"]) for code, row in coded.items()
    }
    found = library.search("đăng ký khai tử cần giấy tờ gì")
    assert (found.verdict, found.entry and found.entry.code) == (Verdict.ANSWER, "1.000656")
    assert all(tomllib.loads(path.read_text("utf-8")) for path in tmp_path.glob("draft-*.toml"))
