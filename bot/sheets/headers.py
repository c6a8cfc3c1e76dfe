"""Which column holds what, told by the words above it: in one row or several, under merged cells."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from bot.choices import fold
from bot.sheets.cells import Cell


class Column(StrEnum):
    """What is read of a list."""

    DOSSIER = "dossier"
    FIELD = "field"
    PROCEDURE = "procedure"
    CODE = "code"  # the procedure's national code
    COUNTER = "counter"
    RECEIVED = "received"
    DUE = "due"
    RETURNED = "returned"
    OUTCOME = "outcome"


_WHEN = "(?:ngay|thoi gian|thoi diem|ngay gio|ngay thang nam)"
_RESULT = "(?:ket qua|kq|ho so|hs)"
_NAMES: dict[Column, tuple[str, ...]] = {  # without case and tone marks
    Column.DOSSIER: (
        r"(?:ma|so)(?: so)? (?:ho so|hs|bien nhan|tiep nhan|phieu|phieu hen|giay hen|giay tiep nhan)",
        r"(?:ma|so)(?: so)? (?:ho so|hs) (?:tthc|dvc|bien nhan|hanh chinh)",
        r"(?:so|ma) ky hieu ho so|ma dinh danh ho so|dossier(?: no| number)?",
    ),
    Column.FIELD: (r"(?:ten )?linh vuc(?: (?:tthc|thu tuc|ho so|giai quyet))?|nhom thu tuc|field",),
    Column.CODE: (r"ma (?:so )?(?:thu tuc(?: hanh chinh)?|tthc|dvc)",),
    Column.PROCEDURE: (
        r"(?:ten |loai )?(?:thu tuc|thu tuc hanh chinh|tthc|dich vu cong|dvc)",
        r"loai ho so|ten thu tuc hanh chinh tthc|procedure",
    ),
    Column.COUNTER: (
        r"(?:so )?quay(?: (?:so|tiep nhan|giao dich|nhan))?",
        r"(?:bo phan|noi) (?:tiep )?nhan(?: ho so)?|counter",
    ),
    Column.DUE: (
        rf"(?:{_WHEN} )?hen(?: tra)?(?: {_RESULT})*(?: du kien)?",
        rf"(?:ngay )?(?:den )?han (?:tra|xu ly|giai quyet|hoan thanh)(?: {_RESULT})*",
        r"ngay (?:den|het) han|(?:ngay )?tra (?:ket qua |kq )?du kien|due(?: date)?",
    ),
    Column.RETURNED: (
        rf"{_WHEN} (?:da )?(?:tra|co|nhan) (?:ket qua|kq)(?: thuc te| cho (?:cong )?dan)?",
        rf"{_WHEN} (?:tra|giao)(?: ho so| hs)?(?: thuc te)?|tra ket qua(?: thuc te)?|returned",
        rf"{_WHEN} (?:ket thuc|hoan thanh|xu ly xong|giai quyet xong|hoan tat)(?: xu ly)?(?: {_RESULT})?",
    ),
    Column.RECEIVED: (rf"{_WHEN} (?:tiep )?(?:nhan|nop)(?: (?:ho so|hs))?|(?:tiep )?nhan ho so|received",),
    Column.OUTCOME: (
        rf"(?:tinh trang|trang thai|ket qua)(?: (?:xu ly|giai quyet|hien tai|thuc hien|{_RESULT}))*|outcome|status",
    ),
}
_KNOWN = {column: re.compile("|".join(patterns)) for column, patterns in _NAMES.items()}
_PERSON = (
    *("ho ten", "ho va ten", "ten nguoi", "ten cong dan", "ten ca nhan", "ten chu", "ten to chuc", "ten khach"),
    *("ten don vi", "nguoi nop", "nguoi nhan", "nguoi yeu cau", "nguoi dan", "nguoi uy", "nguoi lam", "chu ho so"),
    *("cong dan", "ca nhan", "cccd", "cmnd", "can cuoc", "dinh danh", "so giay to", "dien thoai", "sdt", "dt"),
    *("di dong", "dia chi", "noi o", "thuong tru", "email", "thu dien tu", "ngay sinh", "nam sinh", "gioi tinh"),
    *("can bo", "chuyen vien", "cong chuc", "ky nhan", "zalo", "tai khoan", "ma so thue", "name", "phone", "address"),
    *("trich yeu", "noi dung", "ten ho so", "ve viec", "ghi chu"),  # free words, in which names stand
)
_PERSONAL = re.compile(rf"\b(?:{'|'.join(_PERSON)})\b")
_NOTES = re.compile(r"\([^)]*\)|\[[^\]]*\]|[*:]|\bdd.?mm.?yyyy\b|\bhh.?mm\b", re.IGNORECASE)
_LOOKED_AT = 40  # first rows of a sheet
_DEEPEST = 3  # rows of a heading
_NEEDED = {Column.DOSSIER, Column.RECEIVED}


@dataclass(frozen=True)
class Heading:
    """The heading of a list: the number of its last row, where each column is, and what is left unread."""

    row: int
    columns: dict[Column, int]
    personal: list[str] = field(default_factory=list)  # headings of columns that are left alone on purpose
    others: list[str] = field(default_factory=list)

    @property
    def missing(self) -> set[Column]:
        """What must be there and is not."""
        return _NEEDED - self.columns.keys()


def find_heading(rows: Sequence[Sequence[Cell]]) -> Heading | None:
    """The heading of a sheet; None where none of its first rows is one. See `Heading.missing`."""
    best: Heading | None = None
    for last in range(min(len(rows), _LOOKED_AT)):
        for deep in range(1, min(_DEEPEST, last + 1) + 1):
            found = _read(rows[last - deep + 1 : last + 1], last + 1)
            if best is None or len(found.columns) > len(best.columns):
                best = found
    return best if best and len(best.columns) >= 2 else None


def column_of(words: str) -> Column | None:
    """What a column with this heading holds, None if it is not one we read."""
    said = fold(_NOTES.sub(" ", words))
    if not said or len(said) > 80:
        return None
    return next((column for column, pattern in _KNOWN.items() if pattern.fullmatch(said)), None)


def is_personal(words: str) -> bool:
    """Whether a heading stands over what is about a person and is left alone."""
    return column_of(words) is None and bool(_PERSONAL.search(fold(words)))


def _read(rows: Sequence[Sequence[Cell]], number: int) -> Heading:
    """What some rows make as a heading."""
    found = Heading(number, {})
    for place, words in enumerate(_stacked(rows)):
        if not words:
            continue
        column = next((column for said in words if (column := column_of(said)) is not None), None)
        if column is not None and column not in found.columns:
            found.columns[column] = place
        elif column is None and any(map(is_personal, words)):
            found.personal.append(" ".join(words[0].split()))
        elif fold(words[0]) not in ("", "stt", "tt", "so tt", "so thu tu"):
            found.others.append(" ".join(words[0].split()))
    return found


def _stacked(rows: Sequence[Sequence[Cell]]) -> Iterator[list[str]]:
    """For each column what stands over it: its own words, and those with the merged cells above before them."""
    width = max(map(len, rows), default=0)
    filled = [_filled(row, width) for row in rows[:-1]]
    for place in range(width):
        own = _text(rows[-1], place)
        above = [line[place] for line in filled if line[place]]
        if not own:  # merged with the row above it
            own_above = next((said for row in reversed(rows[:-1]) if (said := _text(row, place))), "")
            yield [own_above] if own_above else []
        else:
            yield [own, " ".join([*above[-1:], own]), " ".join([*above, own])]


def _filled(row: Sequence[Cell], width: int) -> list[str]:
    """A heading's upper row, a merged cell's words over every column that it spans."""
    line, last = [], ""
    for place in range(width):
        last = _text(row, place) or last
        line.append(last)
    return line


def _text(row: Sequence[Cell], place: int) -> str:
    cell = row[place] if place < len(row) else None
    return cell.strip() if isinstance(cell, str) else ""
