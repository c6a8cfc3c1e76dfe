"""The translations: each sentence in every language, with the same places to fill in."""

from __future__ import annotations

import importlib.util
import re
from collections.abc import Iterator

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from bot.i18n import LANGUAGES, LOCALES

PLACES = re.compile(r"{(\w*)}")


def read(language: str) -> Catalog:
    with (LOCALES / language / "LC_MESSAGES" / "bot.po").open("rb") as file:
        return read_po(file)


def sentences(language: str) -> Iterator[tuple[Message, list[str], list[str]]]:
    """Each message with its English forms and its forms in the language."""
    for message in read(language):
        if message.id:
            yield message, _forms(message.id), _forms(message.string)


def _forms(text: object) -> list[str]:
    return [str(form) for form in text] if isinstance(text, list | tuple) else [str(text)]


def test_both_languages_have_the_same_sentences() -> None:
    first, *others = ({(message.id, message.context) for message, *_ in sentences(language)} for language in LANGUAGES)
    assert first
    for other in others:
        assert other == first


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_empty_or_guessed(language: str) -> None:
    for message, _, translated in sentences(language):
        assert all(form.strip() for form in translated), message.id
        assert not message.fuzzy, message.id


@pytest.mark.parametrize("language", LANGUAGES)
def test_places_to_fill_in_are_the_same(language: str) -> None:
    for message, english, translated in sentences(language):
        allowed = {place for form in english for place in PLACES.findall(form)}
        for form in translated:
            places = set(PLACES.findall(form))
            assert places <= allowed, message.id
            assert allowed - places <= {"count"}, message.id  # "one person" may leave the figure out


def test_the_catalogues_are_what_the_code_says() -> None:
    """If this fails: make messages, then translate what is empty."""
    place = importlib.util.spec_from_file_location("update", LOCALES / "update.py")
    assert place
    assert place.loader
    update = importlib.util.module_from_spec(place)
    place.loader.exec_module(update)
    assert update.main(["--check"]) == 0
