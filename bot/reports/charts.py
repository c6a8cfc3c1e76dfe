"""The figures as pictures: SVG for the pages, PNG for the chat and the document.

Colour never speaks alone: every level has a hatching and a number, every line a mark. The colours (brown to teal) are
told apart by people who do not see red and green. matplotlib is imported when the first picture is asked for: a bot
that draws none stays light.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from io import BytesIO
from typing import TYPE_CHECKING, Any

from bot.figures.report import Report
from bot.reports import bars, lines, sentences
from bot.reports.words import Words

if TYPE_CHECKING:
    from matplotlib.figure import Figure

Size = tuple[float, float]

CHARTS: dict[str, Callable[[Figure, Report, Words], None]] = {
    "levels": bars.levels,
    "trend": lines.trend,
    "reasons": bars.reasons,
    "on-time": bars.on_time,
}
SIZES = {"levels": (6.4, 4.6), "trend": (6.4, 3.8), "reasons": (6.4, 3.3), "on-time": (6.4, 2.5)}  # inches
SMALL = {"levels": (4.5, 5.2), "trend": (4.5, 3.6), "reasons": (4.5, 3.6), "on-time": (4.5, 2.5)}
"""The same for a phone: the letters stay as large as they are, the picture gets narrower."""
_PHONE = (5.0, 7.8)  # inches: the letters can be read where a chat shows it three fingers wide
_SVG = {"Date": None, "Creator": None}  # the same figures make the same file
_STYLE: Any = {  # a "$" in a name is no mathematics
    "font.family": "DejaVu Sans",
    "font.size": 11,
    "text.parse_math": False,
    "svg.fonttype": "path",
    "svg.hashsalt": "figures",
}
_DOTS = 180  # an inch
_ONE_AT_A_TIME = threading.Lock()  # matplotlib's settings and font cache are shared by all threads


def draw(name: str, report: Report, words: Words, kind: str, sizes: Mapping[str, Size] = SIZES) -> bytes:
    """One chart as "svg" or "png". Takes a while: call it in a thread."""
    return _drawn(sizes[name], lambda figure: CHARTS[name](figure, report, words), kind)


def picture(report: Report, words: Words) -> bytes:
    """One PNG for a chat, readable on a phone: the levels by field of work above, the trend below."""

    def fill(figure: Figure) -> None:
        halves: Any = figure.subfigures(2, 1, height_ratios=(1.15, 1))
        above, below = halves
        bars.levels(above, report, words)
        lines.trend(below, report, words)

    return _drawn(_PHONE, fill, "png")


def description(name: str, report: Report, words: Words) -> str:
    """What a chart shows, in words with its numbers, for who cannot see it."""
    if name == "reasons":
        return sentences.why(report, words)
    if name == "on-time":
        return f"{sentences.work(report, words)} {sentences.satisfied(report, words)}"
    if name == "trend":
        told = [
            words.t("{step}: {percent}", step=words.step(step), percent=words.percent(group.satisfied))
            for step, group in report.trend
            if group.satisfied
        ]
        return words.t("Share satisfied, step by step: {steps}.", steps="; ".join(told) or "–")
    rows = [(words.t("All"), report.total)]
    rows += [(words.name("field", row.key), row) for row in report.tables["field"]]
    told = [
        words.t(
            "{name}: {people} ratings, {percent}",
            name=name,
            people=words.few(row.people),
            percent=words.percent(row.satisfied),
        )
        for name, row in rows
    ]
    return words.t("Share satisfied by field of work: {rows}.", rows="; ".join(told))


def _drawn(size: Size, fill: Callable[[Figure], None], kind: str) -> bytes:
    """A figure of a size in inches, filled and written."""
    with _ONE_AT_A_TIME:
        import matplotlib  # noqa: PLC0415 - see above: heavy, and only needed here
        from matplotlib.backends.backend_agg import FigureCanvasAgg  # noqa: PLC0415 - as above
        from matplotlib.figure import Figure  # noqa: PLC0415 - as above

        with matplotlib.rc_context(_STYLE):
            figure = Figure(figsize=size, layout="constrained")
            FigureCanvasAgg(figure)
            fill(figure)
            target = BytesIO()
            more: dict[str, Any] = {"metadata": _SVG} if kind == "svg" else {"dpi": _DOTS}
            figure.savefig(target, format=kind, **more)
            return target.getvalue()
