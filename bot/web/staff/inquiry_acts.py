"""What the staff do with a question that a citizen passed on: each a form, each in the audit log."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import Connection
from starlette.responses import Response

from bot.inquiry_words import REASONS
from bot.masking import mask
from bot.routes import Role
from bot.storage import answer_templates, inquiries, inquiry_steps, staff
from bot.storage.inquiry_steps import Words
from bot.web.staff import entry_text
from bot.web.staff.call import Call, Page
from bot.web.staff.inquiries import LONGEST, PATH, find, shown, voice

_CLOSED_FOR = ("desk", "elsewhere", "unclear")
_MERGED_AT_ONCE = 50


async def take(call: Call) -> Response:
    """See to it from now on; who comes second is told who was faster."""
    found = await find(call)
    if found is None:
        return call.missing()
    say = voice(call).taken(found.field, call.member.name)
    step = partial(inquiry_steps.take, inquiry=found.id, by=call.by, say=say, until=_until(call), now=call.now)
    if await call.parts.database.write(step):
        return _back(call, call.t("The question is yours. Who asked was told, and reads what you write."))
    return _back(call, await _whose(call, found.id))


async def answer(call: Call) -> Response:
    """Answer it, and with it all that were merged into it."""
    found, text = await find(call), _text(call)
    if found is None:
        return call.missing()
    if not text:
        return _back(call, call.t("Please write an answer. Nothing was sent."))
    say = voice(call).answer(found.field, call.member.name, text, quote=found.answered is None)
    words = Words(mask(text)[0], say, f"web:{call.member.id}:{call.words('once', 20)}", _until(call))
    step = partial(inquiry_steps.answer, inquiry=found.id, by=call.by, words=words, now=call.now)
    match await call.parts.database.write(step):
        case "sent":
            return _back(call, call.t("The answer is on its way."))
        case "kept":
            return _back(call, call.t("The answer is kept; nobody waits for it."))
        case "theirs":
            return _back(call, await _whose(call, found.id))
    return _back(call, call.t("It is over, or the same answer was sent before; nothing was sent."))


async def compose(call: Call) -> Response:
    """Put a ready answer or words of the library into the answer on its way; or look in the library."""
    found = await find(call)
    if found is None:
        return call.missing()
    draft, search = _text(call), call.words("tim")
    kind, _, what = call.words("them", 80).partition(":")
    if kind == "mau" and what.isdecimal() and len(what) < 10:
        template = await call.parts.database.read(partial(answer_templates.by_id, template=int(what)))
        draft = _joined(draft, template.text if template else "")
    elif kind == "muc":
        name, _, part = what.partition(":")
        entry = call.parts.shelf.library.entries.get(name)
        draft = _joined(draft, entry_text.words(call, entry, part) if entry else "")
    return await shown(call, found, draft, search)


async def pass_on(call: Call) -> Response:
    """Give it to another field of work or to a colleague, with a word for them."""
    found, to = await find(call), call.words("cho", 60)
    if found is None:
        return call.missing()
    kind, _, what = to.partition(":")
    members = {member.id for member in await call.parts.database.read(staff.listed)}
    member = int(what) if kind == "ai" and what.isdecimal() and int(what) in members else None
    known = {field.id for field in call.parts.shelf.library.fields}
    field = what if kind == "linh-vuc" and what in known else found.field
    if member is None and not (kind == "linh-vuc" and what in known):
        return _back(call, call.t("Please choose to whom it goes. Nothing was changed."))
    note = mask(call.words("loi-nhan", 500))[0]
    step = partial(inquiry_steps.pass_on, inquiry=found.id, by=call.by, now=call.now)
    done = await call.parts.database.write(partial(step, field=field, member=member, note=note))
    told = call.t("It is passed on.") if done else call.t("It does not wait any more; nothing was changed.")
    return call.to(PATH, told) if done else _back(call, told)


async def put_back(call: Call) -> Response:
    """Put it back into the queue: one's own, or as an administrator anybody's."""
    found = await find(call)
    if found is None or not (found.taken_by == call.member.id or call.role is Role.ADMINISTRATOR):
        return call.missing()
    return await _did(call, partial(inquiry_steps.put_back, inquiry=found.id, by=call.by, now=call.now), "back")


async def merge(call: Call) -> Response:
    """Let the chosen ones wait for the answer to this one."""
    found = await find(call)
    if found is None:
        return call.missing()
    chosen = [
        int(one) for one in call.form.getlist("gop") if isinstance(one, str) and one.isdecimal() and len(one) < 10
    ]

    def work(connection: Connection) -> int:
        mine = [inquiries.by_id(connection, number) for number in chosen[:_MERGED_AT_ONCE]]
        seen = [one.id for one in mine if one and inquiries.may_see(one, call.member)]
        return sum(inquiry_steps.merge(connection, one, found.id, call.by, call.now) for one in seen)

    count = await call.parts.database.write(work)
    told = call.tn("{count} question waits for this answer.", "{count} questions wait for this answer.", count)
    return _back(call, told if count else call.t("Nothing was merged."))


async def separate(call: Call) -> Response:
    """Undo a merging."""
    found = await find(call)
    if found is None:
        return call.missing()
    return await _did(call, partial(inquiry_steps.separate, inquiry=found.id, by=call.by, now=call.now), "back")


async def close(call: Call) -> Response:
    """End it with a reason; who waits for an answer is told."""
    found, reason = await find(call), call.words("ly-do", 20)
    if found is None:
        return call.missing()
    given = reason if reason in _CLOSED_FOR else mask(call.words("loi", 200))[0]
    if not given or (given in REASONS and given not in _CLOSED_FOR):
        return _back(call, call.t("Please give a reason. Nothing was changed."))
    say = voice(call).closed(given)
    step = partial(inquiry_steps.close, inquiry=found.id, by=call.by, reason=given, say=say, now=call.now)
    return await _did(call, step, "closed")


async def ask_phone(call: Call) -> Response:
    """Ask whether they may be called: nobody's number is known without their yes."""
    found = await find(call)
    if found is None:
        return call.missing()
    say = voice(call).phone(found.field, call.member.name)
    step = partial(inquiry_steps.ask_phone, inquiry=found.id, by=call.by, say=say, now=call.now)
    return await _did(call, step, "phone")


async def _did(call: Call, step: Callable[[Connection], bool], what: str) -> Response:
    told = {
        "back": call.t("It is in the queue again."),
        "closed": call.t("It is closed."),
        "phone": call.t("They were asked; the number appears here if they give it."),
    }
    done = await call.parts.database.write(step)
    return _back(call, told[what] if done else call.t("Nothing was changed: somebody was faster, or it is over."))


async def _whose(call: Call, inquiry: int) -> str:
    """Who has it."""
    found = await call.parts.database.read(partial(inquiries.by_id, inquiry=inquiry))
    member = await call.parts.database.read(partial(staff.find, member=(found and found.taken_by) or 0))
    if member and member.id != call.member.id:
        return call.t("{name} was faster and has it.", name=member.name)
    return call.t("You have it already.") if member else call.t("It does not wait any more; nothing was changed.")


def _text(call: Call) -> str:
    return str(call.form.get("words", "")).replace("\r\n", "\n").strip()[:LONGEST]


def _joined(draft: str, more: str) -> str:
    return "\n\n".join(filter(None, (draft, more)))[:LONGEST]


def _until(call: Call) -> datetime:
    return call.now + timedelta(minutes=call.parts.settings.desk_silence_minutes)


def _back(call: Call, told: str) -> Response:
    return call.to(f"{PATH}/{call.number('id')}", told)


_ACTS = {
    "nhan": take,
    "tra-loi": answer,
    "soan": compose,
    "chuyen": pass_on,
    "tra-lai": put_back,
    "gop": merge,
    "tach": separate,
    "dong": close,
    "xin-so": ask_phone,
}
PAGES = tuple(Page(f"{PATH}/{{id:int}}/{name}", to, Role.OFFICIAL, method="POST") for name, to in _ACTS.items())
