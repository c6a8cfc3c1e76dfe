"""python bot/locales/update.py [--check]: brings the catalogues up to the sentences in the code.

New sentences are added empty (in English: as they are), sentences gone from the code are removed, nothing is guessed.
The files hold no line numbers and no dates and are sorted, so that two people's changes rarely meet. `--check` changes
nothing and fails when a catalogue is behind the code or a sentence is not translated.
"""

from __future__ import annotations

import ast
import sys
from io import BytesIO
from pathlib import Path

from babel.core import Locale
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po, write_po

LOCALES = Path(__file__).parent
ROOT = LOCALES.parent.parent

_KEYWORDS: dict[str, tuple[int, ...] | None] = {  # which argument of a call is the sentence; None: the first
    "t": None,
    "tn": (1, 2),
    "translate": (2,),
    "plural": (2, 3),
    "mark": None,
    "worded": None,
    "_": None,  # in templates
    "gettext": None,
    "ngettext": (1, 2),
}
_HEADER = """# {name} sentences of Hài Lòng. bot/locales/update.py keeps the file; only the msgstr are written by hand.
msgid ""
msgstr ""
"Language: {code}\\n"
"Plural-Forms: nplurals={plurals}; plural={rule};\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"

"""


def main(arguments: list[str]) -> int:
    """Update or check both catalogues; returns the exit code."""
    problems = []
    for path in sorted(LOCALES.glob("*/LC_MESSAGES/bot.po")):
        code = path.parent.parent.name
        text = updated(path, code, extract())
        name = path.relative_to(ROOT)
        if "--check" not in arguments:
            path.write_text(text, encoding="utf-8")
        elif text != path.read_text(encoding="utf-8"):
            problems.append(f"{name}: is behind the code, run python bot/locales/update.py")
        problems += [f"{name}: not translated: {message!r}" for message in untranslated(text)]
    problems += hidden()
    print(*problems, sep="\n", file=sys.stderr)
    return 1 if problems else 0


def extract() -> Catalog:
    """Every sentence in the code and the templates."""
    with (ROOT / "babel.cfg").open(encoding="utf-8") as file:
        methods, options = parse_mapping_cfg(file)  # type: ignore[no-untyped-call]  # Babel left this one bare
    found = Catalog()
    for _, _, message, comments, context in extract_from_dir(
        ROOT, methods, options, keywords=_KEYWORDS, comment_tags=("Translators:",), strip_comment_tags=True
    ):
        found.add(message, auto_comments=comments, context=context)
    return found


def hidden() -> list[str]:
    """Where a sentence stands inside an f-string, in which the extraction does not look (Python 3.11's tokens)."""
    found = []
    for path in (*ROOT.glob("bot/**/*.py"), *ROOT.glob("handlers/**/*.py")):
        strings = [
            node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.JoinedStr)
        ]
        calls = [node for string in strings for node in ast.walk(string) if isinstance(node, ast.Call)]
        found += [
            f"{path.relative_to(ROOT)}:{call.lineno}: take the sentence out of the f-string"
            for call in calls
            if getattr(call.func, "attr", getattr(call.func, "id", "")) in _KEYWORDS
        ]
    return found


def updated(path: Path, code: str, sentences: Catalog) -> str:
    """The text of a catalogue file that has just these sentences, with the translations it had."""
    with path.open("rb") as file:
        catalogue = read_po(file, locale=code)
    catalogue.update(sentences, no_fuzzy_matching=True, update_header_comment=False)
    if code == "en":
        for message in catalogue:
            if message.id and not untouched(message.string):
                continue
            message.string = message.id
    out = BytesIO()
    write_po(out, catalogue, no_location=True, omit_header=True, sort_output=True, ignore_obsolete=True, width=120)
    locale = Locale.parse(code)
    header = _HEADER.format(
        name=locale.get_display_name("en"), code=code, plurals=catalogue.num_plurals, rule=catalogue.plural_expr
    )
    return header + out.getvalue().decode("utf-8").strip() + "\n"


def untouched(text: object) -> bool:
    """Whether nobody has written a translation."""
    return not any(text) if isinstance(text, (list, tuple)) else not text


def untranslated(text: str) -> list[str]:
    """The sentences of a catalogue file that lack their translation."""
    catalogue = read_po(BytesIO(text.encode("utf-8")))
    return [str(message.id) for message in catalogue if message.id and untouched(message.string)]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
