"""Takes a picture or a file for a notice: known by its content, never by its name.

A picture is drawn anew: whatever a phone wrote into it (where it was taken, by which phone) stays behind, it stands
upright, and no side is longer than any channel shows.
"""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import PurePath

from bot.i18n import mark
from bot.storage.notice_files import Media

LARGEST = 5 * 1024 * 1024  # bytes: what every channel takes
_SIDE = 2048  # pixels of the longer side
_PIXELS = 50_000_000  # more is no photograph but an attempt to fill the memory
_PICTURES = {b"\x89PNG\r\n\x1a\n": "PNG", b"\xff\xd8\xff": "JPEG"}
_PDF = "application/pdf"
_OFFICE = {
    "word/document.xml": ("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    "xl/workbook.xml": ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}
_HARMFUL = re.compile(r"[\x00-\x1f\x7f/\\:*?\"<>|\u200b-\u200f\u202a-\u202e\u2066-\u2069]+")

LARGE = mark("A picture or file may have at most {size} MB.")
UNKNOWN = mark("Only pictures (JPEG, PNG) and files (PDF, Word, Excel) can be sent.")
BROKEN = mark("This picture cannot be read; please save it anew and try again.")


class MediaError(Exception):
    """It cannot be taken; `message` is a sentence to be translated, `places` fills it."""

    def __init__(self, message: str, **places: object) -> None:
        super().__init__(message.format(**places))
        self.message, self.places = message, places


def read(name: str, body: bytes, alt: str = "") -> Media:
    """A picture or a file from what somebody sent. Raises `MediaError`. Slow: not for the event loop."""
    if len(body) > LARGEST:
        raise MediaError(LARGE, size=LARGEST // 1024 // 1024)
    kind = next((kind for begin, kind in _PICTURES.items() if body.startswith(begin)), "")
    if kind:
        return Media("picture", _named(name, "png" if kind == "PNG" else "jpg"), *_redrawn(body, kind), alt.strip())
    ending, type_ = _file(body)
    return Media("file", _named(name, ending), type_, body, alt.strip())


def _redrawn(body: bytes, kind: str) -> tuple[str, bytes]:
    """The type and the bytes of a picture drawn anew."""
    from PIL import Image, ImageOps, UnidentifiedImageError  # noqa: PLC0415 - rarely used, and large

    try:
        with Image.open(io.BytesIO(body), formats=[kind]) as picture:
            if picture.width * picture.height > _PIXELS:
                raise MediaError(BROKEN)
            upright = ImageOps.exif_transpose(picture)
            upright.thumbnail((_SIDE, _SIDE))
            clean = upright.convert("RGBA" if kind == "PNG" and upright.has_transparency_data else "RGB")
            clean.info = {}
            out = io.BytesIO()
            clean.save(out, kind, **({"quality": 85} if kind == "JPEG" else {"optimize": True}))
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise MediaError(BROKEN) from error
    if out.tell() > LARGEST:
        raise MediaError(LARGE, size=LARGEST // 1024 // 1024)
    return f"image/{kind.lower()}", out.getvalue()


def _file(body: bytes) -> tuple[str, str]:
    """The ending and the type of a file by its content. Raises `MediaError`."""
    if body.startswith(b"%PDF-"):
        return "pdf", _PDF
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as packed:
            inside = set(packed.namelist())
    except (zipfile.BadZipFile, ValueError, OSError):
        inside = set()
    found = next((kind for part, kind in _OFFICE.items() if part in inside), None)
    if found is None or any(part.endswith("vbaProject.bin") for part in inside):  # macros are no news
        raise MediaError(UNKNOWN)
    return found


def _named(name: str, ending: str) -> str:
    """A name that every machine takes, with the ending that its content has."""
    stem = _HARMFUL.sub(" ", PurePath(name.replace("\\", "/")).name).strip(" .")
    stem = stem.rpartition(".")[0] or stem or "tep"
    return f"{stem[:80].strip()}.{ending}"
