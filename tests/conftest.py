"""Fixtures: a clean environment, a database of each kind, and a bot on it."""

from __future__ import annotations

import gc
import os
import uuid
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import create_async_engine

from bot.settings import Settings
from tests.kit import Desk, make_desk, sqlite_url

POSTGRES = os.environ.get("TEST_DATABASE_URL", "postgresql+asyncpg://postgres@127.0.0.1:5432/test")


def _left_out(config: pytest.Config) -> Counter[str]:
    """The reasons for which tests were skipped on this machine, and how many each."""
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    skipped = reporter.stats.get("skipped", []) if reporter else []
    return Counter(report.longrepr[2].removeprefix("Skipped: ") for report in skipped)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Say plainly, a line each, what was not run and why."""
    for reason, times in sorted(_left_out(config).items()):
        said = reason if reason.startswith(("left out", "not run")) else f"not run: {reason}"
        terminalreporter.write_line(f"{times} {'test' if times == 1 else 'tests'} {said}")
    if _must_run_all(config):
        terminalreporter.write_line("CI=true: nothing may be left out, so this run fails.")


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Where nothing may be left out (CI=true), a test that was makes the run fail."""
    if _must_run_all(session.config):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def _must_run_all(config: pytest.Config) -> bool:
    """Whether something was left out although nothing may be."""
    return os.environ.get("CI") == "true" and any(reason.startswith("left out") for reason in _left_out(config))


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """No setting of the machine reaches a test."""
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)


@pytest.fixture(autouse=True)
def let_go() -> Iterator[None]:
    """A bot keeps its library out of the collector's way for good; what a test made goes with the test."""
    yield
    gc.unfreeze()


async def _new_postgres_database() -> str:
    """A new, empty database on the test server; skips (never in CI) where there is none."""
    name = f"hailong_{uuid.uuid4().hex[:12]}"
    engine = create_async_engine(POSTGRES, isolation_level="AUTOCOMMIT", connect_args={"timeout": 3})
    try:
        async with engine.connect() as connection:
            await connection.execute(text(f"CREATE DATABASE {name}"))
    except OSError:
        pytest.skip(f"left out: no PostgreSQL answers at {make_url(POSTGRES)} (TEST_DATABASE_URL)")
    finally:
        await engine.dispose()
    return make_url(POSTGRES).set(database=name).render_as_string(hide_password=False)


async def _drop_postgres_database(url: str) -> None:
    engine = create_async_engine(POSTGRES, isolation_level="AUTOCOMMIT")
    async with engine.connect() as connection:
        await connection.execute(text(f"DROP DATABASE {make_url(url).database} WITH (FORCE)"))
    await engine.dispose()


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
async def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[str]:
    """The address of an empty database, once of each kind."""
    if request.param == "sqlite":
        yield sqlite_url(tmp_path)
        return
    url = await _new_postgres_database()
    yield url
    await _drop_postgres_database(url)


@pytest.fixture
async def desk(database_url: str) -> AsyncIterator[Desk]:
    """A started bot with a recording channel, on each kind of database."""
    desk = make_desk(database_url)
    await desk.app.start()
    yield desk
    await desk.app.stop()


@pytest.fixture
async def small_desk(tmp_path: Path) -> AsyncIterator[Desk]:
    """A started bot on SQLite alone, for what has nothing to do with storage."""
    desk = make_desk(sqlite_url(tmp_path))
    await desk.app.start()
    yield desk
    await desk.app.stop()
