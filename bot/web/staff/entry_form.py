"""The form of an entry: from an entry to what stands in the fields, and from what was typed to an entry's body.

A field is called like the part of the entry it holds ("fee.text"), so that what a check finds stands beside it. Lists
are a line each; papers and forms are rows with a number ("papers.0.what"), and a row without its first field is none.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from bot.editing.folding import body_of
from bot.tidy import tidy
from bot.web.staff.call import Call
from faq import Entry, Kind

LINES = ("ways", "how", "conditions", "legal", "related", "members", "other_codes")
PAIRS = ("fee.state", "fee.text", "online.level", "online.text", "source.title", "source.url")
TEXTS = (
    *("id", "kind", "field", "code", "name", "short", "name_en", "summary", "summary_en", "benefit", "time", "place"),
    *("result", "proxy", "notes", "agency", "phone", "intent", "question", "as_of", "checked_on", "confidence"),
)
TICKS = ("same_day", "undated")
PAPER, FORM = ("what", "form", "count", "when", "usual"), ("name", "code", "url")
ROWS = {"papers": PAPER, "forms": FORM}
_LONGEST, _MOST_ROWS, _SPARE = 8000, 20, 2
_UNDATED = "none"

Values = dict[str, str]


def values_of(entry: Entry) -> Values:
    """What stands in the fields for an entry."""
    plain = body_of(entry)
    values = {key: str(plain.get(key, "")) for key in TEXTS}
    values |= {key: "\n".join(plain.get(key, ())) for key in LINES}
    for key in PAIRS:
        above, _, name = key.partition(".")
        values[key] = str((plain.get(above) or {}).get(name, ""))
    values |= {"proxy": entry.proxy, "confidence": entry.confidence, "online.level": entry.online.level}
    values |= {"kind": entry.kind, "field": entry.field, "same_day": "1" if entry.same_day else ""}
    if values["as_of"] == _UNDATED:
        values |= {"as_of": "", "undated": "1"}
    for key, names in ROWS.items():
        for number, row in enumerate(plain.get(key, ())):
            values |= {f"{key}.{number}.{name}": _written(row.get(name)) for name in names}
    return values


def empty(kind: Kind, field: str) -> Values:
    """What stands in the fields of a new entry."""
    rest = {"proxy": "ask", "confidence": "high", "online.level": "unknown"}
    return {"kind": kind, "field": field, "fee.state": "unpublished" if kind is Kind.PROCEDURE else "", **rest}


def typed(call: Call) -> Values:
    """What was typed, field by field; on a page what the address prefills."""
    given: Iterable[tuple[str, Any]] = call.form.items() if call.form else call.request.query_params.items()
    known = {*TEXTS, *LINES, *PAIRS, *TICKS}
    return {
        name: tidy(value, _LONGEST).strip()
        for name, value in given
        if isinstance(value, str) and (name in known or name.partition(".")[0] in ROWS)
    }


def body_from(values: Mapping[str, str]) -> dict[str, Any]:
    """The body of an entry as it was typed: only what was filled in."""
    body: dict[str, Any] = {key: " ".join(values[key].split()) for key in ("name", "short") if values.get(key)}
    body |= {key: values[key] for key in TEXTS if key not in body and values.get(key)}
    body |= {key: lines for key in LINES if (lines := _lines(values.get(key, "")))}
    for key in PAIRS:
        above, _, name = key.partition(".")
        if values.get(key):
            body.setdefault(above, {})[name] = values[key]
    for key, names in ROWS.items():
        if rows := list(_rows(values, key, names)):
            body[key] = rows
    if values.get("undated") and not values.get("as_of"):
        body["as_of"] = _UNDATED
    if values.get("same_day"):
        body["same_day"] = True
    return _fitting(body)


def row_numbers(values: Mapping[str, str], key: str) -> range:
    """The rows to show: those that are there, and some to spare."""
    used = [int(part) for name in values if name.startswith(f"{key}.") and (part := name.split(".")[1]).isdecimal()]
    filled = [
        number for number in used if number < _MOST_ROWS and any(values.get(f"{key}.{number}.{n}") for n in ROWS[key])
    ]
    return range(min(_MOST_ROWS, max(filled, default=-1) + 1 + _SPARE))


def _fitting(body: dict[str, Any]) -> dict[str, Any]:
    """Without the parts that only stood at their first choice: a kind that has no fee gets none."""
    if set(body.get("fee", {})) == {"state"} and body.get("kind") != Kind.PROCEDURE:
        body.pop("fee")
    if body.get("fee") and not body["fee"].get("text"):
        body["fee"] = {**body["fee"], "text": ""}
    if body.get("source") and not body["source"].get("title"):
        body["source"] = {**body["source"], "title": ""}
    return body


def _lines(text: str) -> list[str]:
    return list(dict.fromkeys(line for raw in text.splitlines() if (line := " ".join(raw.split()))))


def _rows(values: Mapping[str, str], key: str, names: tuple[str, ...]) -> Iterator[dict[str, Any]]:
    for number in range(_MOST_ROWS):
        row: dict[str, Any] = {name: given for name in names if (given := values.get(f"{key}.{number}.{name}"))}
        if not row.get(names[0]) and set(row) <= {"form"}:
            continue  # a row to spare, whose only choice stands at its first
        if "usual" in row:
            row["usual"] = True
        yield row


def _written(value: object) -> str:
    if isinstance(value, bool):
        return "1" if value else ""
    return "" if value is None else str(value)
