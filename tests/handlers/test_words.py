"""The catalogues are complete, every entry of the real library can be said, and the routes are a table of contents."""

from __future__ import annotations

import re
import runpy
import string
from collections.abc import Iterator

import pytest
from babel.messages.pofile import read_po

from bot.attempts import Attempts
from bot.context import Context, Talk
from bot.i18n import LANGUAGES, LOCALES, Catalogue
from bot.messages import Reply
from bot.routes import Role
from bot.settings import Settings
from bot.ward import Ward
from faq import Entry, Kind, Topic
from faq.procedure import Confidence
from handlers import ROUTES, answer, entries
from tests.dialogue import ROOT
from tests.kit import RecordingChannel, SetClock, library

LIBRARY = library()
ANSWERED = [entry for entry in LIBRARY.entries.values() if entry.kind in (Kind.PROCEDURE, Kind.WARD)]


SAID = [*ANSWERED, *(entry for entry in LIBRARY.entries.values() if entry.kind is Kind.REDIRECT)]


def context(language: str) -> Context:
    """What handlers are given, without a person or a store."""
    return Context(
        person=None,  # type: ignore[arg-type]  # nobody
        talk=Talk(question="abcdefghijkl"),
        unit=None,  # type: ignore[arg-type]  # nothing is kept
        ward=Ward.load(ROOT / "ward.toml"),
        library=LIBRARY,
        clock=SetClock(),
        catalogue=Catalogue(),
        limits=RecordingChannel().limits,
        language=language,
        settings=Settings(_env_file=None),
        attempts=Attempts(SetClock()),
        site="https://hoi.example",
        deep_links=lambda payload: [],
        fetch=None,  # type: ignore[arg-type]  # no pictures come
        newsroom=None,  # type: ignore[arg-type]  # nothing is written
    )


def places(text: str) -> set[str]:
    """The named places of a sentence."""
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_is_translated_with_the_same_places(language: str) -> None:
    with (LOCALES / language / "LC_MESSAGES" / "bot.po").open("rb") as file:
        catalogue = read_po(file)
    for message in catalogue:
        ids = message.id if isinstance(message.id, tuple) else (message.id,)
        said = message.string if isinstance(message.string, tuple) else (message.string,)
        if message.id:
            assert all(said), message.id
            assert {place for text in said for place in places(text)} <= {p for text in ids for p in places(text)}
            assert places(said[-1]) == places(ids[-1]), message.id


def test_the_catalogues_are_level_with_the_code(capsys: pytest.CaptureFixture[str]) -> None:
    update = runpy.run_path(str(LOCALES / "update.py"))
    assert update["main"](["--check"]) == 0, capsys.readouterr().err


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("entry", ANSWERED, ids=lambda entry: entry.id)
def test_every_entry_can_be_said_on_a_phone_screen(entry: Entry, language: str) -> None:
    said = context(language)
    for topic in Topic:
        reply = answer.answer(entry, said, (topic,))
        assert reply.text.strip()
        assert len(reply.text) <= 900, topic
        assert "{" not in reply.text
        assert all(len(button.data.encode()) <= 64 and len(button.label) <= 64 for button in reply.buttons)
    if entry.kind is Kind.PROCEDURE:
        for view in (*answer.VIEWS, answer.ALL, answer.SHORT):
            assert answer.view(entry, said, view).text.strip()


@pytest.mark.parametrize("entry", [e for e in LIBRARY.entries.values() if e.kind is Kind.REDIRECT], ids=lambda e: e.id)
def test_every_redirect_names_who_handles_it_or_the_number_to_call(entry: Entry) -> None:
    reply = entries.redirect(entry, context("vi"))
    assert entry.phone in reply.title if entry.phone else entry.agency in reply.text
    assert "{" not in reply.text
    assert len(reply.text) <= 900


def test_every_choice_fits_a_button() -> None:
    longest = max(LIBRARY.entries, key=len)
    assert len(f"pick:{longest}:abcdefghijkl".encode()) <= 64


def test_the_routes_are_a_table_of_contents() -> None:
    commands = [route.command for route in ROUTES if route.command]
    buttons = [route.button for route in ROUTES if route.button]
    assert len(commands) == len(set(commands))
    assert len(buttons) == len(set(buttons))
    assert all(command.isascii() and command.islower() and command.isalnum() for command in commands)
    assert all(isinstance(route.role, Role) for route in ROUTES)
    assert [sum(getattr(route, name) for route in ROUTES) for name in ("text", "other")] == [1, 1]
    shown = [route for route in ROUTES if route.menu and route.role is Role.CITIZEN]
    assert [route.command for route in shown][:3] == ["menu", "gio", "diachi"]  # what citizens want most stands first
    assert shown[-1].command == "dung"  # and the way out last
    assert all(Catalogue().translate("vi", route.menu) != route.menu for route in shown)


_PLEA = re.compile(
    r"\b(?:bà con|mời|nên|xin|thì|hoặc|cứ)(?: ra quầy)? hỏi (?![\"“]|trưởng khóm)|"
    r"\bhỏi (?:lại|thêm|trước|quầy|phường|công an|cán bộ)",
    re.IGNORECASE,
)


@pytest.mark.parametrize("entry", SAID, ids=lambda entry: entry.id)
def test_no_answer_sends_people_to_ask_twice(entry: Entry) -> None:
    for name, reply in _answers(entry, context("vi")):
        pleas = [piece for piece in re.split(r"(?<=[.;!?])\s|\n", reply.text) if _PLEA.search(piece)]
        assert len(pleas) <= 1, name
        if entry.confidence is Confidence.LOW and not entry.phone:
            assert pleas, name


def _answers(entry: Entry, said: Context) -> Iterator[tuple[str, Reply]]:
    """Everything that may be said of an entry."""
    if entry.kind is Kind.REDIRECT:
        yield "", entries.redirect(entry, said)
        return
    yield from ((topic.value, answer.answer(entry, said, (topic,))) for topic in Topic)
    if entry.kind is Kind.PROCEDURE:
        yield from ((name, answer.view(entry, said, name)) for name in (*answer.VIEWS, answer.ALL))
