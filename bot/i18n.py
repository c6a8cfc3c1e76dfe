"""The words in every language, read from the .po files at start: nothing compiled, nothing to forget."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import Translations

LOCALES = Path(__file__).parent / "locales"
LANGUAGES = ("vi", "en")


def mark(message: str) -> str:
    """Marks a sentence that is translated later, where it is shown."""
    return message


class Catalogue:
    """Every sentence in every language. Vietnamese is what is spoken where nothing else was chosen."""

    def __init__(self, folder: Path = LOCALES) -> None:
        self._languages = {language: _read(folder / language / "LC_MESSAGES" / "bot.po") for language in LANGUAGES}

    def translate(self, language: str, message: str, /, **values: object) -> str:
        """A sentence in a language, its named places filled."""
        text = self._of(language).gettext(message)
        return text.format(**values) if values else text

    def plural(self, language: str, one: str, many: str, count: int, /, **values: object) -> str:
        """A sentence that depends on a count."""
        return self._of(language).ngettext(one, many, count).format(count=count, **values)

    def _of(self, language: str) -> Translations:
        return self._languages.get(language) or self._languages["vi"]


def _read(path: Path) -> Translations:
    """One .po file, compiled in memory."""
    with path.open("rb") as file:
        catalogue = read_po(file)
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return Translations(compiled)
