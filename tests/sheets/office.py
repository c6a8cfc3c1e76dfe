"""Lists as one-stop software and offices make them, written by the tests, and what is found in them."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from openpyxl import Workbook

from bot.sheets import Found, Known, find, open_sheets
from bot.ward import Ward
from tests.kit import library

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
WARD = Ward.load(Path(__file__).parents[1] / "data" / "ward.toml")

HEADS = (
    *("STT", "Mã hồ sơ", "Lĩnh vực", "Tên thủ tục", "Người nộp", "Số CCCD"),
    *("Ngày tiếp nhận", "Ngày hẹn trả", "Ngày trả kết quả", "Trạng thái"),
)
ROWS = (
    (
        *("1", "000.12.H01-261102-0001", "Hộ tịch", "Đăng ký khai sinh", "Nguyễn Văn A", "079123456789"),
        *("02/11/2026", "05/11/2026", "04/11/2026", "Đã trả kết quả"),
    ),
    (
        *("2", "000.12.H01-261102-0002", "Chứng thực", "Chứng thực chữ ký, điểm chỉ", "Trần Thị B", "079123456780"),
        *("02/11/2026 08:15", "02/11/2026 17:00", "", "Đang xử lý"),
    ),
    (
        *("3", "000.12.H01-261103-0003", "Việc lạ", "Thủ tục không có", "Lê C", ""),
        *("3/11/2026", "", "06/11/2026 10:30", "Từ chối giải quyết"),
    ),
)


def csv_text(rows: Sequence[Sequence[str]] = ROWS, heads: Sequence[str] = HEADS, delimiter: str = ",") -> str:
    return "".join(delimiter.join(quoted(cell, delimiter) for cell in row) + "\r\n" for row in (heads, *rows))


def workbook(**sheets: Sequence[Sequence[Any]]) -> bytes:
    """An XLSX with these sheets; a tuple ("merge", "A1:C1") within a sheet merges cells."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            if row[:1] == ("merge",):
                sheet.merge_cells(row[1])
            else:
                sheet.append(list(row))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def quoted(cell: str, delimiter: str) -> str:
    """A cell as CSV has it."""
    if cell.startswith('"'):
        return cell
    return f'"{cell}"' if delimiter in cell else cell


def found(raw: bytes, name: str = "ho-so.csv") -> Found:
    return find(open_sheets(name, raw), Known(library(), WARD), NOW)


def there(text: str) -> datetime:
    return datetime.strptime(text + " +0700", "%d/%m/%Y %H:%M:%S %z").astimezone(UTC)
