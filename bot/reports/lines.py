"""The chart of the trend: the share satisfied step by step, with its interval as a band."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.figures.report import Report
from bot.reports.bars import headed, inches
from bot.reports.words import Words

if TYPE_CHECKING:
    from matplotlib.figure import FigureBase

_NAMES_AN_INCH = 2.2  # along the axis


def trend(figure: FigureBase, report: Report, words: Words) -> None:
    """The trend. A step without a percentage leaves a gap: nothing is guessed between its neighbours."""
    axes, told = figure.subplots(), int(inches(figure) * _NAMES_AN_INCH)
    nothing = float("nan")
    shares = [group.satisfied for _, group in report.trend]
    places = range(len(shares))
    axes.fill_between(
        places,
        [share.low if share else nothing for share in shares],
        [share.high if share else nothing for share in shares],
        color="#8fd0c7",
        alpha=0.6,
        label=words.t("95% interval"),
        linewidth=0,
    )
    lows = [share.percent - share.low if share else nothing for share in shares]
    highs = [share.high - share.percent if share else nothing for share in shares]
    percents = [share.percent if share else nothing for share in shares]
    axes.errorbar(
        places,
        percents,
        yerr=[lows, highs],
        marker="o",
        color="#01665e",
        linewidth=2,
        elinewidth=1,
        capsize=3,
        label=words.t("Share satisfied"),
    )
    for place, share in zip(places, shares, strict=True):
        if share and len(shares) <= told:
            axes.annotate(
                words.percent(share),
                (place, share.high),
                (0, 4),
                textcoords="offset points",
                ha="center",
                fontsize=8,
            )
    every = -(-len(shares) // told)
    names = [words.step(step) for step, _ in report.trend]
    axes.set_xticks(list(places)[::every], names[::every], rotation=45 if len(names) > 7 else 0)
    axes.set_xlim(-0.5, len(shares) - 0.5)
    axes.set_ylim(0, 109)
    axes.set_yticks(range(0, 101, 20), [f"{tick}%" for tick in range(0, 101, 20)])
    axes.grid(axis="y", color="#dddddd")
    headed(figure, words.t("Share satisfied, step by step (gaps: too few ratings)"))
    axes.spines[["top", "right"]].set_visible(False)
    axes.legend(loc="lower left", fontsize=9, frameon=False)
