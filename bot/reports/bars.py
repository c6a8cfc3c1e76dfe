"""Charts of bars: the levels by field of work, the reasons, on time beside satisfaction."""

from __future__ import annotations

import textwrap
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from bot.figures.report import Group, Report
from bot.figures.statistics import Share
from bot.reports.words import LEVELS, Words

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import FigureBase

# Brown to teal, told apart without red and green; a hatching each for prints without colour.
_COLOURS = {1: "#8c510a", 2: "#d8b365", 3: "#e3e3e3", 4: "#8fd0c7", 5: "#01665e"}
_HATCHES = {1: "xx", 2: "//", 3: "", 4: "..", 5: ""}
_TOGETHER = {"lower": ("#c9a678", "\\\\"), "upper": ("#4a9a90", "||")}
_DARK = {1, 5}  # on which a white number is read better
_ROWS = 10
_NAME_WIDTH = 20  # characters of a line
_LETTERS_AN_INCH = 11
_READABLE = 45.0  # percent, by the inches that the figure is wide; a narrower piece has no room for its number

Piece = tuple[str, int, str, str, bool]  # what, how many, colour, hatching, whether dark


def levels(figure: FigureBase, report: Report, words: Words) -> None:
    """Diverging bars: the satisfied to the right of the line, the others to the left; all first, then each field."""
    rows = [(words.t("All"), report.total)]
    rows += [(words.name("field", row.key), row) for row in report.tables["field"][:_ROWS]]
    rows = [(name, row) for name, row in rows if row.satisfied]
    axes = figure.subplots()
    seen: dict[str, Any] = {}
    for place, (_, row) in enumerate(rows):
        _diverge(axes, place, row, words, seen, _READABLE / inches(figure))
    names = [f"{_wrap(name)}\n(n={words.few(row.people)})" for name, row in rows]
    axes.set_yticks(range(len(rows)), names)
    axes.invert_yaxis()
    axes.axvline(0, color="black", linewidth=1)
    axes.set_xlim(-100, 100)
    axes.set_xticks(range(-100, 101, 50), [f"{abs(tick)}%" for tick in range(-100, 101, 50)])
    headed(figure, words.t("How satisfied, by field of work (levels 1-3 left, 4-5 right)"))
    if seen:
        order = [words.t(LEVELS[level]) for level in (5, 4, 3, 2, 1)]
        names = sorted(seen, key=lambda name: order.index(name) if name in order else len(order))
        figure.legend(
            [seen[name] for name in names], names, loc="outside lower center", ncols=2, fontsize=9, frameon=False
        )
    else:
        _empty(axes, words)


def reasons(figure: FigureBase, report: Report, words: Words) -> None:
    """The reasons of those less satisfied, ranked; what a few gave has no bar."""
    axes = figure.subplots()
    items = report.reasons
    counts = [item.count or 0 for item in items]
    shown = axes.barh(range(len(items)), counts, color="#d8b365", edgecolor="black", hatch="//")
    axes.bar_label(shown, [words.few(item.count) for item in items], padding=4)
    axes.set_yticks(range(len(items)), [_wrap(words.name("reasons", item.key)) for item in items])
    axes.invert_yaxis()
    axes.set_xlim(0, max([*counts, 5]) * 1.15)
    headed(figure, words.t("Reasons of those less satisfied (a rating may give several)"))
    _no_frame(axes)


def on_time(figure: FigureBase, report: Report, words: Words) -> None:
    """On time beside satisfaction, with their intervals; the period before as a hollow mark."""
    axes = figure.subplots()
    rows = [
        (words.t("Satisfied"), report.total.satisfied, report.previous.satisfied),
        (words.t("On time"), report.on_time.share, report.on_time_before),
    ]
    for place, (_, now, before) in enumerate(rows):
        if now:
            _bar_with_interval(axes, place, now, words)
        else:
            axes.text(1, place, words.t("too few for a percentage"), va="center")
        if before:
            axes.plot(before.percent, place, marker="D", markersize=8, fillstyle="none", color="black")
    axes.set_yticks(range(2), [name for name, _, _ in rows])
    axes.set_ylim(1.6, -0.6)
    axes.set_xlim(0, 104)
    axes.set_xticks(range(0, 101, 20), [f"{tick}%" for tick in range(0, 101, 20)])
    headed(figure, words.t("On time beside satisfaction (◇: the period before)"))
    _no_frame(axes)


def _diverge(axes: Axes, place: int, row: Group, words: Words, seen: dict[str, Any], room: float) -> None:
    """One bar: the pieces from 3 down go left of zero, those from 4 up go right."""
    people = row.people or 1
    for side, pieces in ((-1, _lower(row, words)), (1, _upper(row, words))):
        edges = [0.0]
        for piece in pieces:
            edges.append(edges[-1] + 100 * piece[1] / people)
        for (name, count, colour, hatch, dark), (start, end) in zip(pieces, pairwise(edges), strict=True):
            if not count:
                continue
            drawn = axes.barh(
                place,
                side * (end - start),
                left=side * start,
                color=colour,
                hatch=hatch,
                edgecolor="black",
                linewidth=0.6,
                height=0.62,
            )
            seen.setdefault(name, drawn)
            if end - start >= room:
                box = {"facecolor": colour if dark else "white", "edgecolor": "none", "pad": 1.2}
                axes.text(
                    side * (start + end) / 2,
                    place,
                    words.number(count),
                    ha="center",
                    va="center",
                    fontsize=9,
                    color="white" if dark else "black",
                    bbox=box,
                )


def _lower(row: Group, words: Words) -> list[Piece]:
    """Levels 3 to 1, from the line outwards, or the three together where they may not be told."""
    if row.levels[0] is None:
        return [(words.t("Levels 1 to 3, together"), row.lower or 0, *_TOGETHER["lower"], False)]
    return [_piece(level, row, words) for level in (3, 2, 1)]


def _upper(row: Group, words: Words) -> list[Piece]:
    if row.levels[4] is None:
        return [(words.t("Levels 4 and 5, together"), row.upper or 0, *_TOGETHER["upper"], False)]
    return [_piece(level, row, words) for level in (4, 5)]


def _piece(level: int, row: Group, words: Words) -> Piece:
    name = words.t(LEVELS[level])
    return name, row.levels[level - 1] or 0, _COLOURS[level], _HATCHES[level], level in _DARK


def _bar_with_interval(axes: Axes, place: int, share: Share, words: Words) -> None:
    error = [[share.percent - share.low], [share.high - share.percent]]
    axes.barh(
        place,
        share.percent,
        xerr=error,
        capsize=5,
        color="#8fd0c7",
        edgecolor="black",
        hatch=["..", ""][place],
        height=0.55,
    )
    axes.text(1.5, place, words.percent(share), va="center", bbox={"facecolor": "white", "edgecolor": "none", "pad": 2})


def headed(figure: FigureBase, title: str) -> None:
    """A title over the whole width, on as many lines as it needs."""
    figure.suptitle(textwrap.fill(title, int(inches(figure) * _LETTERS_AN_INCH)), fontsize=11)


def inches(figure: Any) -> float:
    """How wide a figure, or a part of one, is."""
    return float(figure.bbox.width / figure.get_figure(root=True).dpi)


def _wrap(name: str) -> str:
    """A name on two lines at most."""
    wrapped = textwrap.wrap(name, _NAME_WIDTH, max_lines=2, placeholder="…")
    return "\n".join(wrapped)


def _no_frame(axes: Axes) -> None:
    axes.spines[["top", "right"]].set_visible(False)


def _empty(axes: Axes, words: Words) -> None:
    """A chart without anything to show says so."""
    axes.text(0.5, 0.5, words.t("too few for a percentage"), ha="center", transform=axes.transAxes)
