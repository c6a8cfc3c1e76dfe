"""The table of the staff's pages: every address, what answers there, and who may use it."""

from __future__ import annotations

from starlette.routing import Route

from bot.routes import Role
from bot.web.parts import Parts
from bot.web.rendering import Rendering
from bot.web.staff import (
    answer_templates,
    cases,
    comments,
    entries,
    entry_compare,
    entry_steps,
    entry_writing,
    imports,
    inquiries,
    inquiry_acts,
    learning,
    learning_steps,
    log,
    news,
    news_files,
    news_steps,
    news_writing,
    overview,
    own,
    paper,
    people,
    posters,
    ratings,
    sign_in,
    sources,
    status,
    suggestions,
    visit_changes,
    visits,
    zalo,
)
from bot.web.staff.call import HOME, Page
from bot.web.staff.guard import Guard
from bot.web.staff.sign_in import SignIn

PAGES: tuple[Page, ...] = (
    *status.PAGES,
    *overview.PAGES,
    *ratings.PAGES,
    *comments.PAGES,
    *inquiries.PAGES,
    *inquiry_acts.PAGES,
    *answer_templates.PAGES,
    *cases.PAGES,
    *learning.PAGES,
    *learning_steps.PAGES,
    *suggestions.PAGES,
    *news.PAGES,
    *news_writing.PAGES,
    *news_steps.PAGES,
    *entries.PAGES,
    *entry_writing.PAGES,
    *entry_steps.PAGES,
    *entry_compare.PAGES,
    *news_files.PAGES,
    *paper.PAGES,
    *visits.PAGES,
    *visit_changes.PAGES,
    *imports.PAGES,
    *posters.PAGES,
    *zalo.PAGES,
    *sources.PAGES,
    *people.PAGES,
    *log.PAGES,
    *own.PAGES,
    Page(f"{HOME}/ra", sign_in.sign_out, Role.OFFICIAL, method="POST"),
)


def staff_routes(parts: Parts, rendering: Rendering) -> list[Route]:
    """The staff's pages behind their guard, and the doors to them."""
    guard = Guard(parts, rendering, PAGES)
    return [*SignIn(parts, rendering, guard).routes(), *guard.routes()]
