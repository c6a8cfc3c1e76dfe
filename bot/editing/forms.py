"""An entry that cannot be made, told part by part, in words for the official who filled in the form."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import ValidationError

from bot.editing.findings import Finding
from bot.i18n import mark
from faq import Kind
from faq.procedure import CODE, NEEDS

NEEDED = mark("This is needed.")
_UNDATED = "as_of"  # "none" is an answer, silence is not

_SAID = {
    "missing": NEEDED,
    "string_too_short": NEEDED,
    "enum": mark("Please choose one of the list."),
    "date_from_datetime_parsing": mark("There is no such day."),
    "date_parsing": mark("There is no such day."),
    "string_too_long": mark("This is too long."),
    "extra_forbidden": mark("This part is not known."),
    "int_parsing": mark("Please write a number."),
    "greater_than_equal": mark("Please write a number from 1 to 20."),
    "less_than_equal": mark("Please write a number from 1 to 20."),
}
_OF_KEY = {
    "id": mark("Small letters without marks, digits and hyphens, at most 40, as in “khai-sinh”."),
    "as_of": mark("Write a day (2026-08-23), a month (2026-08), a year (2026), or tick that the source has no date."),
    "related": mark("Ids of entries, one a line, as in “khai-sinh”."),
    "members": mark("Ids of entries, one a line, as in “khai-sinh”."),
}


def broken_form(body: Mapping[str, Any], error: ValidationError) -> Iterator[Finding]:
    """Everything that keeps a body from being an entry, each part once."""
    seen = set()
    for finding in (*_lacking(body), *_codes(body), *_wrong(error)):
        if finding.key not in seen:
            seen.add(finding.key)
            yield finding
    if not seen:
        yield Finding("", mark("Something in this entry does not fit its kind."))


def _lacking(body: Mapping[str, Any]) -> Iterator[Finding]:
    """What an entry of its kind needs and does not have."""
    try:
        needs = NEEDS[Kind(str(body.get("kind")))]
    except ValueError:
        return
    for key in needs:
        if key == _UNDATED and key in body:
            continue
        if not body.get(key):
            yield Finding({"fee": "fee.state", "source": "source.title"}.get(key, key), NEEDED)


def _codes(body: Mapping[str, Any]) -> Iterator[Finding]:
    for code in (body.get("code"), *(body.get("other_codes") or ())):
        if code and not CODE.match(str(code)):
            yield Finding("code", mark("A national code looks like 1.001193."))


def _wrong(error: ValidationError) -> Iterator[Finding]:
    for problem in error.errors():
        place = [str(part) for part in problem["loc"] if not isinstance(part, int)]
        if not place:
            continue  # of the whole: said above, part by part
        sentence = _SAID.get(problem["type"]) or _OF_KEY.get(place[0]) or mark("This cannot be used as it stands.")
        yield Finding(".".join(place), _OF_KEY.get(place[0], sentence))
