"""Ready answers: seen and used by all officials, each for one field of work or for all."""

from __future__ import annotations

from functools import partial

from starlette.responses import Response

from bot.masking import mask
from bot.routes import Role
from bot.storage import answer_templates
from bot.storage.answer_templates import LONGEST_TITLE, Template
from bot.web.staff.call import Call, Page
from bot.web.staff.inquiries import LONGEST, TEMPLATES, words_of


async def listed(call: Call) -> Response:
    """All of them, with the form for a new one."""
    return await _page(call, None)


async def one(call: Call) -> Response:
    """One in the form, to be changed."""
    found = await call.parts.database.read(partial(answer_templates.by_id, template=call.number("id")))
    return call.missing() if found is None else await _page(call, found)


async def keep(call: Call) -> Response:
    """Keep a new or a changed one."""
    title, text = call.words("title", LONGEST_TITLE), mask(str(call.form.get("text", "")).strip()[:LONGEST])[0]
    field = call.words("linh-vuc", 40)
    if not title or not text:
        return call.to(TEMPLATES, call.t("A title and the words are needed. Nothing was kept."))
    known = {one.id for one in call.parts.shelf.library.fields}
    values = partial(answer_templates.keep, by=call.by, now=call.now, title=title, text=text.replace("\r\n", "\n"))
    number = call.number("id") or None
    done = await call.parts.database.write(partial(values, template=number, field=field if field in known else None))
    return call.to(TEMPLATES, call.t("The ready answer is kept.") if done else call.t("It is not there any more."))


async def remove(call: Call) -> Response:
    """Remove one."""
    work = partial(answer_templates.remove, template=call.number("id"), by=call.by, now=call.now)
    done = await call.parts.database.write(work)
    return call.to(TEMPLATES, call.t("The ready answer is removed.") if done else call.t("It is not there any more."))


async def _page(call: Call, changed: Template | None) -> Response:
    found = await call.parts.database.read(answer_templates.listed)
    return call.page(
        "staff/answer_templates.html",
        found=found,
        changed=changed,
        longest=LONGEST,
        title=LONGEST_TITLE,
        **words_of(call),
    )


PAGES = (
    Page(TEMPLATES, listed, Role.OFFICIAL),
    Page(TEMPLATES, keep, Role.OFFICIAL, method="POST"),
    Page(f"{TEMPLATES}/{{id:int}}", one, Role.OFFICIAL),
    Page(f"{TEMPLATES}/{{id:int}}", keep, Role.OFFICIAL, method="POST"),
    Page(f"{TEMPLATES}/{{id:int}}/xoa", remove, Role.OFFICIAL, method="POST"),
)
