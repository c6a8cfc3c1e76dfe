"""One article of another site as plain text, cleaned: what a notice may be made of."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import date
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

LONGEST_TITLE, LONGEST_AUTHOR, LONGEST_LINK = 150, 80, 300
LONGEST_TEXT = 1000  # characters: with title, source and link it stays one message on every channel
_TRACKING = re.compile(r"utm_\w+|fbclid|gclid|zarsrc|mc_[ce]id|_ga|phpsessid|jsessionid|sid", re.IGNORECASE)
_SENTENCE = re.compile(r"[.!?…][”\"')]?(?=\s)|\n")


@dataclass(frozen=True, slots=True)
class Article:
    """One item; `key` is what it is known by for ever, `day` when the site published it, None if it does not say."""

    key: str
    title: str
    link: str
    day: date | None = None
    author: str = ""
    text: str = ""
    picture: str = ""
    category: str = ""

    @property
    def mark(self) -> str:
        """Changes when the words do."""
        return hashlib.sha256(f"{self.title}\n{self.text}".encode()).hexdigest()[:16]


def key_of(identity: str, link: str) -> str:
    """What an item is known by: its id, else its address without what only tells who followed it; at most 64 signs."""
    plain = identity.strip()
    return hashlib.sha256((plain if plain and "://" not in plain else canonical(plain or link)).encode()).hexdigest()


def canonical(link: str) -> str:
    """An address in one form: no fragment, no tracking, no default port, http as https, www or not."""
    try:
        parts = urlsplit(link.strip())
        host = (parts.hostname or "").removeprefix("www.")
        port = f":{parts.port}" if parts.port not in (None, 80, 443) else ""
    except ValueError:
        return link.strip()
    kept = [(name, value) for name, value in parse_qsl(parts.query, True) if not _TRACKING.fullmatch(name)]
    path = parts.path.rstrip("/") if parts.path != "/" else ""
    return urlunsplit(("https", host + port, path, urlencode(sorted(kept)), ""))


def shortened(text: str, longest: int = LONGEST_TEXT) -> str:
    """The beginning of a text that is too long, up to the end of a sentence, with a sign that it goes on."""
    if len(text) <= longest:
        return text
    ends = [match.end() for match in _SENTENCE.finditer(text, 0, longest - 2)]
    if ends and ends[-1] >= longest // 3:
        return f"{text[: ends[-1]].rstrip()} …"
    return text[: longest - 2].rsplit(None, 1)[0].rstrip(",;:–-") + " …"


def one_line(text: str, longest: int) -> str:
    """A title or a name in one line, cut at a word."""
    line = " ".join(text.split())
    if len(line) <= longest:
        return line
    return line[: longest - 1].rsplit(" ", 1)[0].rstrip(",;:–-") + "…"


def whole(base: str, given: str | None) -> str:
    """A whole address of a web page; "" for anything else, such as javascript:, and for one that is too long."""
    plain = (given or "").strip().replace(" ", "%20")
    try:
        found = urljoin(base, plain) if plain and not plain.startswith("#") else ""
    except ValueError:
        return ""
    return found if found.startswith(("https://", "http://")) and len(found) <= LONGEST_LINK else ""
