"""What a started bot does not load, and whom it does not keep in mind: the machine of a ward is small."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from bot.storage.migrate import migrate
from tests.kit import sqlite_url

ROOT = Path(__file__).parents[2]

HEAVY = (
    *("matplotlib", "numpy", "PIL", "docx", "openpyxl", "python_calamine"),  # for files and charts
    *("alembic", "sqlalchemy.orm", "holidays.countries", "rich"),
)

STARTED = """
import asyncio, json, sys
from datetime import date
from bot.app import build
from bot.settings import Settings

async def main():
    app = build(Settings(_env_file=None))
    await app.start()
    named = app.ward.holidays.name(date(2026, 9, 2))
    await app.stop()
    print(json.dumps([named, sorted(sys.modules)]))

asyncio.run(main())
"""


@pytest.fixture
def modules(tmp_path: Path) -> list[str]:
    """What is loaded in a bot that was started over tables which are there, and asked for a holiday."""
    url = sqlite_url(tmp_path)
    asyncio.run(migrate(url))
    done = subprocess.run(
        [sys.executable, "-c", STARTED],
        cwd=ROOT,
        env={
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(ROOT),
            "DATABASE_URL": url,
            "WEB_PORT": "0",
            "TELEGRAM_TOKEN": "42:wrong",
            "TELEGRAM_API_URL": "http://127.0.0.1:9",
        },
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    named, loaded = json.loads(done.stdout.splitlines()[-1])
    assert named == "Quốc khánh"
    assert "telegram.ext" in loaded
    return list(loaded)


def test_a_started_bot_has_not_loaded_what_few_ever_need(modules: list[str]) -> None:
    assert [name for name in HEAVY if name in modules] == []
