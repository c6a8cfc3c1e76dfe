"""Pages made to be printed: posters for the desk and slips for receipts. They are for citizens, so in Vietnamese."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import segno
from markupsafe import Markup

from bot.i18n import Catalogue
from bot.posters import Poster
from bot.storage.visits import Visit
from bot.ward import Ward
from bot.web.assets import STATIC, Assets
from bot.web.rendering import Rendering

SIZES = ("A4", "A5")


def qr(text: str) -> Markup:
    """A QR code as SVG that takes the size of what is around it; a quarter of it may be dirty and it still reads."""
    code = segno.make(text, error="q", micro=False)
    return Markup(code.svg_inline(omitsize=True, border=2, svgclass="qr", lineclass=None))  # noqa: S704 - a picture


def poster_page(rendering: Rendering, posters: Sequence[Poster], size: str, *, inline: bool = False) -> str:
    """Posters, a sheet each; with `inline` the style is in the page, for a file that stands alone."""
    return rendering.text("print/posters.html", "vi", posters=posters, size=size, qr=qr, style=_style(inline))


def slip_page(rendering: Rendering, visit: Visit, code: str, matter: str, due: str, links: Mapping[str, str]) -> str:
    """The slip that goes with a receipt: its code to type, and to scan for each channel with its address in `links`."""
    return rendering.text(
        "print/slip.html", "vi", visit=visit, code=code, matter=matter, due=due, links=links, qr=qr, style=None
    )


def alone(ward: Ward) -> Rendering:
    """What fills templates where no server runs."""
    return Rendering(ward, Catalogue(), Assets())


def _style(inline: bool) -> Markup | None:
    return Markup((STATIC / "print.css").read_text(encoding="utf-8")) if inline else None  # noqa: S704 - our own file
