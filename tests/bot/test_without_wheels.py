"""The libraries in C that only make the bot faster may be absent."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.kit import sqlite_url

ROOT = Path(__file__).parents[2]


def test_the_bot_answers_without_the_faster_loop_and_parser(tmp_path: Path) -> None:
    for name in ("uvloop", "httptools"):
        (tmp_path / f"{name}.py").write_text("raise ImportError", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "bot", "chat"],
        cwd=ROOT,
        env={
            "PATH": os.environ["PATH"],
            "PYTHONPATH": f"{tmp_path}{os.pathsep}{ROOT}",
            "DATABASE_URL": sqlite_url(tmp_path),
        },
        input="phí khai sinh\n",
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "Khai sinh" in done.stdout
