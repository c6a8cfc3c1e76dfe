"""The figures: the main ones at a glance, charts, every table, how it was all worked out, and the files."""

from __future__ import annotations

import asyncio

from starlette.responses import Response

from bot.i18n import mark
from bot.learning import learned
from bot.reports import charts, sentences, tables
from bot.reports import learned as learned_words
from bot.reports.files import KINDS, file_name
from bot.routes import Role
from bot.web.staff import periods
from bot.web.staff.call import HOME, Call, Page
from bot.web.staff.reckoned import chart_for, fields_of, report_for, words_for

PATH = f"{HOME}/tong-quan"
CHART = f"{HOME}/bieu-do"
FILE = f"{HOME}/tai"
_OPEN = ("total", "mode", "field")  # tables that are shown unfolded
_FILES = {"xlsx": mark("Excel"), "docx": mark("Word"), "csv": mark("CSV"), "json": mark("JSON"), "png": mark("Picture")}


async def overview(call: Call) -> Response:
    """One period."""
    period, name = periods.asked(call)
    report, words = await report_for(call, period), words_for(call)
    today, mine = call.parts.clock.local().date(), fields_of(call)
    taught = await learned(call.parts.database.read, call.parts.shelf.library, period, today, mine)
    return call.page(
        "staff/overview.html",
        report=report,
        words=words,
        title=sentences.title(report, words),
        lines=sentences.five_lines(report, words),
        learned=[*learned_words.lines(taught, words), learned_words.note(words)],
        formulas=sentences.formulas(report, words),
        tables=tables.tables(report, words) if report.total.people else (),
        open_tables=_OPEN,
        charts=[(one, charts.description(one, report, words), charts.SIZES[one]) for one in charts.CHARTS],
        chart_path=CHART,
        file_path=FILE,
        files=_FILES,
        days=periods.address(period, lang=call.language),
        choices=periods.choices(call),
        chosen=name,
        path=PATH,
    )


async def chart(call: Call) -> Response:
    """One chart as SVG."""
    name = str(call.request.path_params["name"])
    if name not in charts.CHARTS:
        return call.missing()
    drawn = await chart_for(call, periods.asked(call)[0], name, small=bool(call.words("nho", 1)))
    return Response(drawn, media_type="image/svg+xml")


async def file(call: Call) -> Response:
    """The figures as a file."""
    kind = str(call.request.path_params["kind"])
    if kind not in KINDS:
        return call.missing()
    report = await report_for(call, periods.asked(call)[0])
    made = await asyncio.to_thread(KINDS[kind].make, report, words_for(call))
    headers = {"Content-Disposition": f'attachment; filename="{file_name(report, kind)}"'}
    return Response(made, headers=headers, media_type=KINDS[kind].media_type)


PAGES = (
    Page(PATH, overview, Role.OFFICIAL, nav=mark("Overview")),
    Page(f"{CHART}/{{name}}", chart, Role.OFFICIAL),
    Page(f"{FILE}/{{kind}}", file, Role.OFFICIAL),
)
