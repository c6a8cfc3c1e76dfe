"""/healthz for whoever watches over the bot, /metrics for Prometheus."""

from __future__ import annotations

import asyncio
import hashlib
import logging
from collections import Counter
from functools import lru_cache
from typing import Any

from prometheus_client import CONTENT_TYPE_LATEST, Gauge, generate_latest
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot import __version__
from bot.storage import inbox
from bot.web.parts import Parts
from faq import Library, Shelf

log = logging.getLogger(__name__)

_DATABASE_WITHIN = 2.0  # seconds


class Health:
    """What is well and what is not."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        registry = parts.meters.registry
        waiting = Gauge("hailong_events_waiting", "Events that wait for their turn.", registry=registry)
        waiting.set_function(parts.backlog)
        writes = Gauge("hailong_writes_waiting", "Works that wait for the database.", registry=registry)
        writes.set_function(parts.database.backlog)
        entries = Gauge("hailong_library_entries", "Entries of the library in use.", registry=registry)
        entries.set_function(lambda: len(parts.shelf.library.entries))
        stale = Gauge("hailong_library_problem", "1 while changed data files cannot be taken up.", registry=registry)
        stale.set_function(lambda: parts.shelf.problem is not None)
        self._up = Gauge("hailong_channel_up", "1 while the channel is well.", ["channel"], registry=registry)

    def routes(self) -> list[Route]:
        """Where they are."""
        return [Route("/healthz", self.healthz), Route("/metrics", self.metrics)]

    async def healthz(self, request: Request) -> Response:
        """200 while citizens are answered ("ok", or "degraded" with what is wrong), 503 when they are not ("down").

        One channel of several that is cut off is no reason to restart the bot, which is what watchers do on a 503.
        """
        parts = self._parts
        channels = {name: channel.problem() for name, channel in parts.channels.items()}
        unfinished, trouble = await self._database()
        down = trouble is not None or (bool(channels) and all(channels.values()))
        degraded = any(channels.values()) or parts.shelf.problem is not None
        degraded = degraded or parts.shelf.overlay_problem is not None
        library = parts.shelf.library
        report: dict[str, Any] = {
            "status": "down" if down else "degraded" if degraded else "ok",
            "version": __version__,
            "channels": {name: problem or "ok" for name, problem in channels.items()},
            "notices": {name: notice for name, channel in parts.channels.items() if (notice := channel.notice())},
            "database": trouble or "ok",
            "library": {
                "entries": len(library.entries),
                "version": _version(library),
                "problem": parts.shelf.problem,
                "own": own_entries(parts.shelf),
            },
            "backlog": {
                "unfinished": unfinished,
                "waiting": parts.backlog(),
                "writes": parts.database.backlog(),
            },
        }
        return JSONResponse(report, 503 if down else 200, {"Cache-Control": "no-store"})

    async def metrics(self, request: Request) -> Response:
        """Every counter, in Prometheus's own words."""
        for name, channel in self._parts.channels.items():
            self._up.labels(name).set(channel.problem() is None)
        body = generate_latest(self._parts.meters.registry)
        return Response(body, headers={"Content-Type": CONTENT_TYPE_LATEST, "Cache-Control": "no-store"})

    async def _database(self) -> tuple[int | None, str | None]:
        """How many events are not done, or why that cannot be told."""
        try:
            unfinished = await asyncio.wait_for(self._parts.database.read(inbox.waiting), _DATABASE_WITHIN)
            return unfinished, self._parts.database.problem()  # it may be read and take nothing any more
        except Exception as error:  # noqa: BLE001 - whatever it is, the database does not answer
            log.warning("the database does not answer: %s", error)
            return None, f"it does not answer ({type(error).__name__})"


def own_entries(shelf: Shelf) -> dict[str, Any]:
    """What the ward added to the shipped entries, what of it is left out, and what an upgrade met."""
    laid = shelf.library.laid
    return {
        **{str(mark): count for mark, count in sorted(Counter(laid.marks.values()).items())},
        "left_out": [str(one) for one in laid.left_out],
        "conflicts": [f"{one.entry}: {one.why}" for one in laid.conflicts],
        "problem": shelf.overlay_problem,
    }


@lru_cache(maxsize=1)
def _version(library: Library) -> str:
    """A short sign that changes with the library's contents."""
    digest = hashlib.sha256()
    for entry in library.entries.values():
        digest.update(entry.model_dump_json().encode())
    return digest.hexdigest()[:12]
