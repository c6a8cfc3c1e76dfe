"""How long a list of 50,000 visits takes, how much memory, and what citizens feel of it meanwhile.

python benchmarks/importing.py [--rows N]: makes a CSV and an XLSX with ten columns, tries and takes each on a fresh
SQLite file, sends the CSV once more, and measures all the while how late a small write and a timer of the same process
are.
"""

from __future__ import annotations

import argparse
import asyncio
import io
import resource
import tempfile
import time
from functools import partial
from pathlib import Path

from openpyxl import Workbook
from sqlalchemy import text

from bot import importing
from bot.clock import Clock
from bot.storage import imports
from bot.storage.database import Database
from bot.storage.migrate import migrate
from bot.ward import Ward
from faq import DATA, Library

HEADS = ("STT", "Mã hồ sơ", "Lĩnh vực", "Tên thủ tục", "Người nộp", "Số điện thoại", "Ngày tiếp nhận", "Ngày hẹn trả")
HEADS += ("Ngày trả kết quả", "Trạng thái")


def row(number: int) -> tuple[str, ...]:
    """One row as the software has it."""
    day = f"{number % 28 + 1:02}/{number % 10 + 1:02}/2026"
    return (
        *(str(number), f"000.12.H01-26-{number:06}", "Hộ tịch", "Đăng ký khai sinh", f"Nguyễn Văn {number}"),
        *(
            "0912345678",
            f"{day} 08:15",
            day,
            day if number % 3 else "",
            "Đã trả kết quả" if number % 3 else "Đang xử lý",
        ),
    )


def csv_file(rows: int) -> bytes:
    """The list as CSV."""
    return "".join(";".join(one) + "\r\n" for one in (HEADS, *map(row, range(rows)))).encode("utf-8-sig")


def xlsx_file(rows: int) -> bytes:
    """The list as XLSX."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("HoSo")
    for one in (HEADS, *map(row, range(rows))):
        sheet.append(one)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


class Lateness:
    """How late a timer fires and how long a small write takes, sampled all the time."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.timer: list[float] = []
        self.write: list[float] = []

    async def watch(self) -> None:
        """Sample until cancelled."""
        while True:
            began = time.perf_counter()
            await asyncio.sleep(0.01)
            self.timer.append(time.perf_counter() - began - 0.01)
            began = time.perf_counter()
            await self._database.write(lambda c: c.execute(text("UPDATE people SET met = met WHERE id = 0")))
            self.write.append(time.perf_counter() - began)

    def told(self) -> str:
        """The samples in a line."""
        return "  ".join(f"{name} {_share(self.__dict__[name])}" for name in ("timer", "write"))


def _share(samples: list[float]) -> str:
    ordered = sorted(samples)
    half, nearly_all = ordered[len(ordered) // 2], ordered[len(ordered) * 99 // 100]
    return f"p50 {half * 1000:.0f} p99 {nearly_all * 1000:.0f} max {ordered[-1] * 1000:.0f} ms"


async def measure(name: str, raw: bytes, database: Database, library: Library, ward: Ward) -> None:
    """Try and take one file, and print what it took."""
    clock, lateness = Clock(), Lateness(database)
    watching = asyncio.create_task(lateness.watch())
    began = time.perf_counter()
    tried = await importing.try_out(database, library, ward, clock, name, raw, None)
    between = time.perf_counter()
    await database.write(partial(imports.start, import_id=tried.id))
    taken = await importing.take(database, tried.id, clock)
    ended = time.perf_counter()
    watching.cancel()
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{name:14} {len(raw) / 1e6:5.1f} MB  try {between - began:5.1f} s  take {ended - between:5.1f} s  ", end="")
    print(f"new {taken.new} changed {taken.changed} same {taken.same}  peak {memory:.0f} MB")
    print(f"{'':14} meanwhile: {lateness.told()}")


async def main(rows: int) -> None:
    """Every file on a fresh database."""
    library, ward = Library.load(DATA), Ward(name="phường Thử")
    print(f"{rows} rows; peak before: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")
    for kind, make in (("csv", csv_file), ("xlsx", xlsx_file)):
        with tempfile.TemporaryDirectory() as folder:
            url = f"sqlite+aiosqlite:///{Path(folder) / 'test.db'}"
            await migrate(url)
            database = Database(url)
            await database.open()
            raw = make(rows)
            await measure(kind, raw, database, library, ward)
            if kind == "csv":
                await measure("csv once more", raw, database, library, ward)
            await database.close()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=50_000)
    asyncio.run(main(parser.parse_args().rows))
