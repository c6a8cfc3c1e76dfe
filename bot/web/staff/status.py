"""How the bot is doing: its channels, its library, what the ward has not told it yet, what people asked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta
from functools import partial

from starlette.responses import Response

from bot.choices import fold
from bot.i18n import mark
from bot.routes import Role
from bot.storage import inbox, questions
from bot.web.staff.call import CHANNELS, HOME, Call, Page
from faq.checking import STALE, stale, unreviewed

DAYS = 7
ENOUGH = 10  # below this no share is shown: it would look like knowledge
_SHOWN = 20  # unanswered questions
_OLD_SHOWN = 10

VERDICTS = {
    "answer": mark("answered"),
    "clarify": mark("asked back"),
    "redirect": mark("sent to another agency"),
    "smalltalk": mark("small talk"),
    "unknown": mark("not known"),
}


async def status(call: Call) -> Response:
    """The first page after signing in."""
    parts = call.parts
    since = call.now - timedelta(days=DAYS)
    counts = await parts.database.read(partial(questions.verdicts, since=since))
    unknown = await parts.database.read(partial(questions.unanswered, since=since))
    unfinished = await parts.database.read(inbox.waiting)
    library, today = parts.shelf.library, parts.clock.local().date()
    old = list(stale(library, STALE.days, today))
    return call.page(
        "staff/status.html",
        channels=[
            (call.t(CHANNELS.get(name, name)), one.problem(), one.notice()) for name, one in parts.channels.items()
        ],
        database=parts.database.problem(),
        backlog=max(unfinished, parts.backlog()),
        entries=len(library.entries),
        drafts=len(unreviewed(library)),
        old=old[:_OLD_SHOWN],
        old_count=len(old),
        stale_days=STALE.days,
        library_problem=parts.shelf.problem,
        gaps=[call.t(sentence, **_readable(values)) for sentence, values in parts.ward.gaps(today)],
        days=DAYS,
        total=sum(counts.values()),
        shares=shares(call, counts),
        enough=ENOUGH,
        unanswered=most_often(unknown)[:_SHOWN],
    )


def _readable(values: dict[str, object]) -> dict[str, object]:
    """Days as people here write them."""
    return {name: f"{value:%d/%m/%Y}" if isinstance(value, date) else value for name, value in values.items()}


def shares(call: Call, counts: dict[str, int]) -> list[tuple[str, ...]]:
    """What became of the questions, how many each and, of enough, the share; ends that we know come first."""
    total = sum(counts.values())
    named = [*VERDICTS, *(verdict for verdict in counts if verdict not in VERDICTS)]
    rows = []
    for verdict in named:
        if count := counts.get(verdict):
            words = call.t(VERDICTS[verdict]) if verdict in VERDICTS else verdict
            rows.append((words, str(count), f"{round(100 * count / total)} %")[: 3 if total >= ENOUGH else 2])
    return rows


def most_often(texts: Iterable[str]) -> list[tuple[str, int]]:
    """Questions that are the same but for case and tone marks, in the newest words, the most often asked first."""
    words: dict[str, str] = {}
    times: Counter[str] = Counter()
    for text in texts:
        same = fold(text)
        words.setdefault(same, text)
        times[same] += 1
    return [(words[same], count) for same, count in times.most_common()]


PAGES = (Page(HOME, status, Role.OFFICIAL, nav=mark("State")),)
