"""What the operator reads, and the exit code, when the database cannot be used: a real process, one plain sentence."""

from __future__ import annotations

import ctypes
import os
import sqlite3
import subprocess
import sys
from pathlib import Path

from sqlalchemy.engine import make_url

from bot.storage.claim import SqliteClaims
from tests.kit import sqlite_url

ROOT = Path(__file__).parents[2]
DROP_CAPABILITY, OVERRIDE_PERMISSIONS = 24, 1  # of prctl(2) and capabilities(7)


def obey_permissions() -> None:
    """Let root be held to the permissions of files as everybody else is."""
    if os.getuid() == 0:
        ctypes.CDLL(None).prctl(DROP_CAPABILITY, OVERRIDE_PERMISSIONS, 0, 0, 0)


def bot(*words: str, url: str) -> subprocess.CompletedProcess[str]:
    """Run an operator's command, with nothing of the machine's settings."""
    return subprocess.run(
        [sys.executable, "-m", "bot", *words],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "DATABASE_URL": url},
        preexec_fn=obey_permissions,
        input="",
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def refused(done: subprocess.CompletedProcess[str], code: int) -> str:
    """The one sentence of a process that would not start."""
    assert done.returncode == code, done
    assert done.stdout == ""
    assert len(done.stderr.strip().splitlines()) == 1, done.stderr
    return done.stderr


def test_migrate_says_how_far_the_database_is(tmp_path: Path) -> None:
    done = bot("migrate", url=sqlite_url(tmp_path / "var"))
    assert (done.returncode, done.stderr) == (0, "")
    assert "revision" in done.stdout


def test_something_else_than_a_database(tmp_path: Path) -> None:
    (tmp_path / "test.db").write_text("bà con ơi" * 1000)
    assert "move it away" in refused(bot("chat", url=sqlite_url(tmp_path)), 5)


def test_a_folder_this_user_may_not_write_to(tmp_path: Path) -> None:
    tmp_path.chmod(0o555)
    assert "this user may write to it" in refused(bot("migrate", url=sqlite_url(tmp_path)), 5)
    tmp_path.chmod(0o755)


def test_a_file_this_user_may_not_write_to(tmp_path: Path) -> None:
    assert bot("migrate", url=sqlite_url(tmp_path)).returncode == 0
    (tmp_path / "test.db").chmod(0o444)
    assert "give it write permission" in refused(bot("chat", url=sqlite_url(tmp_path)), 5)


def test_a_locked_file(tmp_path: Path) -> None:
    bot("migrate", url=sqlite_url(tmp_path))
    other = sqlite3.connect(tmp_path / "test.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    assert "another program holds it" in refused(bot("chat", url=sqlite_url(tmp_path)), 5)
    other.close()


def test_a_newer_database(tmp_path: Path) -> None:
    bot("migrate", url=sqlite_url(tmp_path))
    with sqlite3.connect(tmp_path / "test.db") as other:
        other.execute("UPDATE alembic_version SET version_num = '9999'")
    other.close()
    assert "restore the backup" in refused(bot("chat", url=sqlite_url(tmp_path)), 5)


def test_a_server_that_is_down() -> None:
    answer = refused(bot("migrate", url="postgresql+asyncpg://ward:mat-khau@127.0.0.1:9/ward"), 5)
    assert "check that the server of DATABASE_URL runs" in answer
    assert "mat-khau" not in answer


def test_an_address_of_no_kind_of_database() -> None:
    assert "DATABASE_URL" in refused(bot("migrate", url="mysql://127.0.0.1/ward"), 2)


def test_a_channel_that_is_served_already(tmp_path: Path) -> None:
    bot("migrate", url=sqlite_url(tmp_path))
    claims = SqliteClaims(make_url(sqlite_url(tmp_path)))
    claims.add("console")
    assert "Another bot already serves" in refused(bot("chat", url=sqlite_url(tmp_path)), 8)
    claims.release()
    assert bot("chat", url=sqlite_url(tmp_path)).returncode == 0


def test_a_backup_from_the_shell(tmp_path: Path) -> None:
    bot("migrate", url=sqlite_url(tmp_path))
    done = bot("backup", str(tmp_path / "copy.db"), url=sqlite_url(tmp_path))
    assert (done.returncode, done.stderr) == (0, "")
    assert "checked" in done.stdout
    assert "not overwritten" in refused(bot("backup", str(tmp_path / "copy.db"), url=sqlite_url(tmp_path)), 5)


def test_a_backup_of_postgresql_names_the_command() -> None:
    done = bot("backup", "copy.dump", url="postgresql+asyncpg://ward:mat-khau@db.example/ward")
    assert done.returncode == 5
    assert done.stderr.splitlines()[1].startswith("pg_dump ")
    assert "mat-khau" not in done.stderr
