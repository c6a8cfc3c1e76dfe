"""The charts: drawn only when asked for, in letters that Vietnamese needs, the same picture for the same figures."""

from __future__ import annotations

import struct
import subprocess
import sys

import pytest

from bot.figures.report import Report
from bot.reports import charts
from bot.reports.words import Words


@pytest.mark.parametrize("name", charts.CHARTS)
def test_a_chart_is_a_picture_with_words(name: str, report: Report, words: Words) -> None:
    assert charts.draw(name, report, words, "png").startswith(b"\x89PNG")
    drawn = charts.draw(name, report, words, "svg")
    assert b"</svg>" in drawn
    assert drawn == charts.draw(name, report, words, "svg")
    assert charts.description(name, report, words)


def test_no_letter_is_missing(report: Report, words: Words) -> None:
    """matplotlib warns of a missing glyph, and a warning is an error here."""
    charts.picture(report, words)


def test_the_picture_for_the_chat_is_upright_and_small(report: Report, words: Words) -> None:
    png = charts.picture(report, words)
    width, height = struct.unpack(">II", png[16:24])
    assert 800 <= width < height
    assert len(png) < 300_000


def test_a_bot_that_draws_nothing_does_not_carry_the_library() -> None:
    code = "import sys, bot.app; sys.exit(any(name in sys.modules for name in ('matplotlib', 'docx', 'openpyxl')))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
