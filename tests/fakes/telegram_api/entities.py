"""Formatted text: Telegram's HTML, explicit entities, what it finds by itself, and its limits in UTF-16 units."""

from __future__ import annotations

import re
from typing import Any

from tests.fakes.telegram_api.errors import bad_request, not_in_the_fake
from tests.fakes.telegram_api.params import Params

JSON = dict[str, Any]

TAGS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "span": "spoiler",
    "tg-spoiler": "spoiler",
    "tg-emoji": "custom_emoji",
    "a": "text_link",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
}
ESCAPES = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
TOKEN = re.compile(r"<|&(#x[0-9a-fA-F]+|#[0-9]+|lt|gt|amp|quot);?")
ATTRIBUTE = re.compile(r"""\s*([^\s=>]*)\s*(?:=\s*("[^"]*"|'[^']*'|[^\s>]*))?""")
FOUND = re.compile(
    r"(?P<bot_command>(?<![\w/@<])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?(?!\w))"
    r"|(?P<email>\b[\w.+-]+@[\w-]+\.[\w.-]+\b)"
    r"|(?P<mention>(?<!\w)@[A-Za-z0-9_]{4,32}(?!\w))"
    r"|(?P<url>(?:https?://|www\.)[^\s<>\"]+)"
)


def utf16(text: str) -> int:
    """Length as Telegram counts it."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def found_in(text: str) -> list[JSON]:
    """Commands, mentions and links that Telegram marks by itself."""
    return [
        {"type": match.lastgroup, "offset": utf16(text[: match.start()]), "length": utf16(match.group())}
        for match in FOUND.finditer(text)
    ]


def formatted(params: Params, name: str, limit: int, *, what: str) -> tuple[str, list[JSON]]:
    """The text under this name with its entities, refused as Telegram refuses."""
    text = params.text(name)
    mode = params.text("parse_mode").lower()
    entities: list[JSON] = params.structure("entities" if name == "text" else f"{name}_entities") or []
    if mode == "html":
        text, entities = parse_html(text)
    elif mode in {"markdown", "markdownv2"}:
        raise not_in_the_fake(f"parse_mode {mode}")
    elif mode:
        raise bad_request("unsupported parse_mode")
    text, entities = trimmed(text, entities)
    if utf16(text) > limit:
        raise bad_request(f"{what} is too long")
    if not any(entity["type"] in {"code", "pre"} for entity in entities):
        taken = {entity["offset"] for entity in entities if entity["type"] == "text_link"}
        entities = entities + [entity for entity in found_in(text) if entity["offset"] not in taken]
    return text, sorted(entities, key=lambda entity: (entity["offset"], -entity["length"]))[:100]


def trimmed(text: str, entities: list[JSON]) -> tuple[str, list[JSON]]:
    """Text without blank edges, its entities moved along and cut to what is left."""
    shift = utf16(text) - utf16(text.lstrip())
    text = text.strip()
    kept = []
    for entity in entities:
        start = max(0, entity["offset"] - shift)
        end = min(utf16(text), entity["offset"] + entity["length"] - shift)
        if end > start:
            kept.append({**entity, "offset": start, "length": end - start})
    return text, kept


def parse_html(source: str) -> tuple[str, list[JSON]]:
    """Text and entities of Telegram's HTML, or its complaint with the byte offset."""
    try:
        return _Html(source).parse()
    except ValueError as error:
        raise bad_request(f"can't parse entities: {error}") from error


class _Html:
    """One pass over a piece of HTML."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.out: list[str] = []
        self.units = 0
        self.open: list[tuple[str, JSON]] = []
        self.entities: list[JSON] = []

    def parse(self) -> tuple[str, list[JSON]]:
        """Walk from tag to tag."""
        position = 0
        while match := TOKEN.search(self.source, position):
            self._write(self.source[position : match.start()])
            if match.group(1):
                self._write(_unescaped(match.group(1)))
                position = match.end()
            elif self.source.startswith("</", match.start()):
                position = self._end_tag(match.start())
            else:
                position = self._start_tag(match.start())
        self._write(self.source[position:])
        if self.open:
            raise ValueError(f'Can\'t find end tag corresponding to start tag "{self.open[-1][0]}"')
        return "".join(self.out), self.entities

    def _write(self, text: str) -> None:
        self.out.append(text)
        self.units += utf16(text)

    def _offset(self, position: int) -> int:
        return len(self.source[:position].encode())

    def _start_tag(self, start: int) -> int:
        match = re.compile(r"<([^\s>]*)").match(self.source, start)
        name = match.group(1).lower() if match else ""
        end = self.source.find(">", start)
        if end < 0:
            raise ValueError(f"Unclosed start tag at byte offset {self._offset(start)}")
        if name not in TAGS:
            raise ValueError(f'Unsupported start tag "{name}" at byte offset {self._offset(start)}')
        attributes = self.source[start + 1 + len(name) : end]
        entity = {"type": TAGS[name], "offset": self.units} | _details(name, attributes)
        if name == "span" and entity.get("class") != "tg-spoiler":
            raise ValueError(f'Tag "span" must have class "tg-spoiler" at byte offset {self._offset(start)}')
        entity.pop("class", None)
        self.open.append((name, entity))
        return end + 1

    def _end_tag(self, start: int) -> int:
        if not self.open:
            raise ValueError(f"Unexpected end tag at byte offset {self._offset(start)}")
        end = self.source.find(">", start)
        if end < 0:
            raise ValueError(f"Unclosed end tag at byte offset {self._offset(start)}")
        found = self.source[start + 2 : end].strip().lower()
        name, entity = self.open.pop()
        if found and found != name:
            raise ValueError(
                f'Unmatched end tag at byte offset {self._offset(start)}, expected "</{name}>", found "</{found}>"'
            )
        length = self.units - entity["offset"]
        if length and not (entity["type"] == "text_link" and not entity.get("url")):
            self.entities.append({**entity, "length": length})
        return end + 1


def _details(name: str, attributes: str) -> JSON:
    """What the attributes of a tag add to its entity."""
    found = {key.lower(): value.strip("\"'") for key, value in ATTRIBUTE.findall(attributes) if key}
    if name == "a":
        return {"url": _unescape_all(found.get("href", ""))}
    if name == "span":
        return {"class": found.get("class", "")}
    if name == "code" and found.get("class", "").startswith("language-"):
        return {"language": found["class"].removeprefix("language-")}
    return {}


def _unescaped(entity: str) -> str:
    """The character behind an HTML entity's name or number."""
    if entity.startswith("#x"):
        return chr(int(entity[2:], 16))
    if entity.startswith("#"):
        return chr(int(entity[1:]))
    return ESCAPES[entity]


def _unescape_all(text: str) -> str:
    return TOKEN.sub(lambda match: _unescaped(match.group(1)) if match.group(1) else match.group(), text)
