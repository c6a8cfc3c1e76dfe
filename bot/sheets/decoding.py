"""The words of a CSV file: which encoding, which sign between the cells."""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Iterator

from bot.i18n import mark
from bot.sheets.errors import SheetError
from bot.sheets.headers import find_heading
from bot.sheets.legacy import legacy_encoding

_BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_DELIMITERS = ";\t,|"
_SNIFFED = 40  # lines

ADVICE = mark(
    "The words of this file are in the old {encoding} encoding, which cannot be read for sure. In the one-stop "
    "software choose “Unicode” when you export; or open the file in Excel, copy the cells, press Ctrl+Shift+F6 in "
    "Unikey, choose {encoding} as source and Unicode as destination, tick the clipboard, convert, paste and save as "
    "“CSV UTF-8”."
)


def decode(raw: bytes) -> str:
    """The text of a file, its letters composed. Raises `SheetError` if it is in an old encoding, or no text."""
    text = unicodedata.normalize("NFC", _decoded(raw))
    check_encoding(text)
    return text


def check_encoding(text: str) -> None:
    """Refuse words in an old encoding, whatever file they came in; raises `SheetError`."""
    if encoding := legacy_encoding(text):
        raise SheetError(ADVICE, encoding=encoding)


def _decoded(raw: bytes) -> str:
    for bom, encoding in _BOMS:
        if raw.startswith(bom):
            return raw.decode(encoding, "replace")
    if wide := _wide(raw[:2000]):
        return raw.decode(wide, "replace")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        pass
    if legacy_encoding(raw.decode("cp1252", "replace")) or legacy_encoding(raw.decode("latin-1")):
        return raw.decode("cp1252" if legacy_encoding(raw.decode("cp1252", "replace")) else "latin-1", "replace")
    return raw.decode("cp1258", "replace")  # Windows' own Vietnamese: marks stand apart and are composed after


def _wide(start: bytes) -> str:
    """UTF-16 without its mark at the beginning: every other byte of most text is zero."""
    if len(start) < 4 or start.count(0) < len(start) // 4:
        return ""
    return "utf-16-le" if start[1::2].count(0) > start[::2].count(0) else "utf-16-be"


def cells(text: str) -> Iterator[list[str]]:
    """The rows of a CSV text. A row that the csv module cannot make out is given as one cell."""
    lines = text.replace("\0", "")
    delimiter, begin = _delimiter(lines)
    reader = csv.reader(io.StringIO(lines[begin:], newline=""), delimiter=delimiter)
    while True:
        try:
            yield next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield [str(error)]


def _delimiter(text: str) -> tuple[str, int]:
    """The sign between cells, and where the rows begin: some programs name it in a first line "sep=;"."""
    first = text[:20].split("\n", 1)[0].strip()
    if first.lower().startswith("sep=") and len(first) == 5:
        return first[4], text.index("\n") + 1
    lines = [line for line in text[:100_000].splitlines()[:_SNIFFED] if line.strip()]
    return max(_DELIMITERS, key=lambda sign: (_headings(lines, sign), _steadiness(lines, sign))), 0


def _headings(lines: list[str], sign: str) -> int:
    """How many headings that we know a sign parts."""
    heading = find_heading(list(csv.reader(lines, delimiter=sign)))
    return len(heading.columns) if heading else 0


def _steadiness(lines: list[str], sign: str) -> float:
    """How steadily a sign parts lines into cells: the count that most lines share, weighed by how many do."""
    counts = [len(row) - 1 for row in csv.reader(lines, delimiter=sign)]
    shared = max(set(counts) - {0}, key=counts.count, default=0)
    return counts.count(shared) * min(shared, 4) if shared else 0.0
