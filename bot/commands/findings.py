"""What `python -m bot check` looks at: each part of the set-up, as findings of one sentence."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import httpx
from dotenv import dotenv_values
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError

from bot.settings import Settings
from bot.storage.database import DatabaseError
from bot.storage.revision import look
from bot.ward import Ward, WardError
from faq import DATA, Library, LibraryError
from faq.checking import unreviewed

_PATIENCE = 10.0  # seconds that a server may take to answer


class State(StrEnum):
    """How a part of the set-up is."""

    FINE = "fine"
    NOTE = "note"  # works, but the operator should know
    WRONG = "WRONG"  # the bot would not start, or not do what it is set to


@dataclass(frozen=True)
class Finding:
    """One sentence about one part."""

    part: str
    state: State
    sentence: str


def settings_findings(settings: Settings, env_file: Path = Path(".env")) -> Iterator[Finding]:
    """Names in .env that are no setting, and settings that miss their partner."""
    known = {name.upper() for name in Settings.model_fields}
    written = dotenv_values(env_file) if env_file.is_file() else {}
    for name in written:
        if name.upper() not in known:
            yield Finding(
                "settings", State.NOTE, f"{env_file}: {name} is no setting; see .env.example for their names."
            )
    if settings.telegram_webhook_secret and not settings.public_url:
        text = "TELEGRAM_WEBHOOK_SECRET is set without PUBLIC_URL: updates come by polling."
        yield Finding("settings", State.NOTE, text)
    said = f"read from {env_file} and the environment" if written else "read from the environment; there is no .env"
    yield Finding("settings", State.FINE, f"{said}.")


def library_findings(settings: Settings) -> tuple[list[Finding], Library | None]:
    """What is wrong with the library, and the library if it can be used."""
    folder = settings.library_dir or DATA
    try:
        library = Library.load(folder)
    except LibraryError as error:
        return [Finding("library", State.WRONG, problem) for problem in error.problems], None
    if not library.entries:
        return [Finding("library", State.WRONG, f"{folder} holds no entries: the bot would know nothing.")], library
    text = f"{len(library.entries)} entries in {len(library.fields)} fields of work."
    found = [Finding("library", State.FINE, text)]
    if drafts := unreviewed(library):
        text = f"{len(drafts)} entries are drafts that nobody reviewed: `python -m faq check` lists them."
        found.append(Finding("library", State.NOTE, text))
    return found, library


def ward_findings(settings: Settings, fields: set[str] | None) -> Iterator[Finding]:
    """What is wrong with the ward's profile, or what it leaves open; `fields` are the fields of work, if known."""
    try:
        ward = Ward.load(settings.ward_file)
    except WardError as error:
        yield from (Finding("ward", State.WRONG, problem) for problem in error.problems)
        return
    yield Finding("ward", State.FINE, f"{settings.ward_file} is the profile of {ward.name}.")
    first, last = ward.holidays.covered()
    notices = ", ".join(map(str, ward.holidays.notices)) or "no year"
    text = f"public holidays are reckoned for {first} to {last}; the government's notice is entered for {notices}."
    yield Finding("ward", State.FINE, text)
    yield from (Finding("ward", State.NOTE, sentence) for sentence in ward.missing())
    for counter in ward.counters:
        for field in sorted(set(counter.fields) - fields) if fields is not None else ():
            text = (
                f"counter {counter.id!r} serves {field!r}, which is no field of work: see fields.toml of the library."
            )
            yield Finding("ward", State.WRONG, text)
    for field in sorted(fields or ()) if ward.counters else ():  # without any counter, that alone is said
        if not ward.counter_for(field):
            text = f"no counter serves {field!r}: the bot cannot say where in the hall it is handled."
            yield Finding("ward", State.NOTE, text)


async def database_findings(settings: Settings) -> list[Finding]:
    """Whether the database can be used, and where it stands."""
    shown = make_url(settings.database_url).render_as_string(hide_password=True)
    try:
        revision = await look(settings.database_url)
    except (DatabaseError, SQLAlchemyError, OSError) as error:
        return [Finding("database", State.WRONG, _first_line(error, f"{shown} cannot be used"))]
    if not revision.here and (folder := _closed_folder(settings.database_url)):
        text = f"{shown} cannot be made: this user may not write to {folder}. Set DATABASE_URL to another place."
        return [Finding("database", State.WRONG, text)]
    if not revision.here:
        return [Finding("database", State.FINE, f"{shown} is empty or not there yet: the first start sets it up.")]
    if not revision.known:
        text = f"{shown} was last used by a newer version of the program (revision {revision.here}): install that one."
        return [Finding("database", State.WRONG, text)]
    if revision.here != revision.newest:
        text = (
            f"{shown} is at revision {revision.here}; the next start brings it to {revision.newest}. Back it up first."
        )
        return [Finding("database", State.NOTE, text)]
    return [Finding("database", State.FINE, f"{shown} answers and is up to date (revision {revision.here}).")]


def _closed_folder(url: str) -> Path | None:
    """The folder a SQLite file would be made in (the nearest above that is there), if it may not be written to."""
    place = make_url(url)
    if place.get_backend_name() != "sqlite":
        return None
    above = Path(place.database or "").absolute().parents
    folder = next(folder for folder in above if folder.exists())
    return None if folder.is_dir() and os.access(folder, os.W_OK) else folder


async def telegram_findings(settings: Settings) -> list[Finding]:
    """Whether Telegram takes the token."""
    if settings.telegram_token is None:
        return [Finding("telegram", State.NOTE, "TELEGRAM_TOKEN is not set: the bot does not speak on Telegram.")]
    server = settings.telegram_api_url
    try:
        async with httpx.AsyncClient(timeout=_PATIENCE) as client:
            answer = await client.get(f"{server}/bot{settings.telegram_token.get_secret_value()}/getMe")
        body = answer.json()
    except httpx.HTTPError as error:
        text = f"{server} cannot be reached ({type(error).__name__}): check the network, or TELEGRAM_API_URL."
        return [Finding("telegram", State.WRONG, text)]
    except ValueError:
        return [
            Finding("telegram", State.WRONG, f"{server} answers, but not as Telegram does: check TELEGRAM_API_URL.")
        ]
    if isinstance(body, dict) and body.get("ok"):
        return [Finding("telegram", State.FINE, f"{server} takes the token: the bot is @{body['result']['username']}.")]
    if answer.status_code in (401, 404):
        text = "Telegram does not accept TELEGRAM_TOKEN: copy it again from @BotFather."
    else:
        text = f"{server} answers with {answer.status_code}: try again later."
    return [Finding("telegram", State.WRONG, text)]


async def port_findings(settings: Settings) -> list[Finding]:
    """Whether the web server's address is free, or taken by this bot."""
    host, port = settings.web_host, settings.web_port
    try:
        with socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET):
            return [Finding("port", State.FINE, f"{host}:{port} is free.")]
    except OSError as error:
        reason = os.strerror(error.errno) if error.errno else str(error)
    if await _is_this_bot(host, port):
        return [Finding("port", State.FINE, f"{host}:{port} is held by this bot, which is running.")]
    text = (
        f"nothing can listen on {host}:{port} ({reason}): stop what holds it, or set WEB_HOST and WEB_PORT otherwise."
    )
    return [Finding("port", State.WRONG, text)]


async def _is_this_bot(host: str, port: int) -> bool:
    """Whether a bot like this one answers there."""
    reach = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)  # noqa: S104 - read, not listened on
    try:
        async with httpx.AsyncClient(timeout=2.0) as client:
            body = (await client.get(f"http://{reach}:{port}/healthz")).json()
    except (httpx.HTTPError, ValueError):
        return False
    return isinstance(body, dict) and {"status", "version", "library"} <= body.keys()


def _first_line(error: BaseException, otherwise: str) -> str:
    """An error in one line; our own say everything themselves."""
    if isinstance(error, DatabaseError):
        return str(error)
    line = str(error).partition("\n")[0] or type(error).__name__
    return f"{otherwise} ({line})."
