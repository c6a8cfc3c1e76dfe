"""One word of a question as it was understood."""

from __future__ import annotations

from dataclasses import dataclass

from faq.glossary import Role
from faq.text import Form


@dataclass(slots=True)
class Token:
    """One word of a question as it was understood, with what else it may be."""

    typed: str
    form: Form
    clause: int
    credit: float = 1.0  # how sure the reading is
    near: tuple[tuple[str, float], ...] = ()  # other bare readings with their credit
    others: tuple[tuple[Form, ...], ...] = ()  # other expansions of an abbreviation
    span: int = 1  # how many tokens `others` stand for, from this one on
    role: Role = Role.CONTENT
    note: str = ""  # how it was read, for explanations
