"""Ready answers: what officials say often, kept to be put into an answer and changed there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, insert, or_, select, update

from bot.storage import audit
from bot.storage.audit import By
from bot.storage.tables import answer_templates

LONGEST_TITLE = 80


@dataclass(frozen=True, slots=True)
class Template:
    """One ready answer; `field` is the field of work it is for, None for all."""

    id: int
    field: str | None
    title: str
    text: str


_COLUMNS = [answer_templates.c[name] for name in Template.__slots__]


def listed(connection: Connection, field: str | None = None) -> list[Template]:
    """All of them, or those for a field of work, by their titles."""
    wanted = select(*_COLUMNS).order_by(answer_templates.c.title, answer_templates.c.id)
    if field is not None:
        wanted = wanted.where(or_(answer_templates.c.field.is_(None), answer_templates.c.field == field))
    return [Template(*row) for row in connection.execute(wanted)]


def by_id(connection: Connection, template: int) -> Template | None:
    """One by its number."""
    row = connection.execute(select(*_COLUMNS).where(answer_templates.c.id == template)).one_or_none()
    return None if row is None else Template(*row)


def keep(
    connection: Connection, template: int | None, by: By, now: datetime, *, title: str, text: str, field: str | None
) -> bool:
    """Keep a new one, or change one that is there; False if it is not there (any more)."""
    values = {"title": title[:LONGEST_TITLE], "text": text, "field": field, "author": by.staff, "changed": now}
    if template is None:
        made = connection.execute(insert(answer_templates).values(values).returning(answer_templates.c.id))
        audit.append(connection, by, "template-made", f"template:{made.scalar_one()}", now, title=values["title"])
        return True
    its = answer_templates.c.id == template
    changed = connection.execute(update(answer_templates).where(its).values(values)).rowcount
    if changed:
        audit.append(connection, by, "template-changed", f"template:{template}", now, title=values["title"])
    return bool(changed)


def remove(connection: Connection, template: int, by: By, now: datetime) -> bool:
    """Remove one; False if it is not there (any more)."""
    found = by_id(connection, template)
    if found is None:
        return False
    connection.execute(delete(answer_templates).where(answer_templates.c.id == template))
    audit.append(connection, by, "template-removed", f"template:{template}", now, title=found.title)
    return True
