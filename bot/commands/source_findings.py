"""What `python -m bot check` says of the sites that news are taken from: each is really asked, nothing is kept."""

from __future__ import annotations

from bot.clock import Clock
from bot.commands.findings import Finding, State
from bot.feeds.fetching import Fetcher
from bot.feeds.reading import Reader
from bot.feeds.trouble import WORDS, FetchError
from bot.settings import Settings
from bot.sources import Source
from bot.ward import Ward, WardError


async def source_findings(settings: Settings) -> list[Finding]:
    """A line for each source; what is wrong with their entries is said with the ward's profile."""
    try:
        ward = Ward.load(settings.ward_file)
    except WardError:
        return []
    clock = Clock()
    reader = Reader(Fetcher(clock, contact=settings.public_url or ""), clock)
    return [await _finding(reader, source) for source in ward.sources]


async def _finding(reader: Reader, source: Source) -> Finding:
    part = f"source {source.id}"
    try:
        found = (await reader.look(source)).articles or []
        first = await reader.complete(source, found[0]) if found else None
    except FetchError as error:
        return Finding(part, State.NOTE, WORDS[error.why].format(detail=error.detail))
    if first is None:
        return Finding(part, State.NOTE, "it can be read and holds nothing now.")
    lacking = [name for name, there in (("day", first.day), ("text", first.text)) if not there]
    if lacking:
        return Finding(part, State.NOTE, f"{len(found)} articles, the newest without {' and '.join(lacking)}.")
    return Finding(part, State.FINE, f"{len(found)} articles, the newest of {first.day}.")
