"""What is said of inquiries, to citizens and to the staff, in each one's language: in the chat and from the pages."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from bot.clock import VIETNAM
from bot.i18n import Catalogue, mark
from bot.messages import Button, Reply
from bot.storage.inquiries import Inquiry
from bot.storage.inquiry_steps import Say
from faq import FieldOfWork, Library

STATES = {
    "new": mark("waits"),
    "taken": mark("is being answered"),
    "answered": mark("answered"),
    "merged": mark("waits for the answer to another"),
    "closed": mark("closed"),
}
REASONS = {
    "desk": mark("It was settled at the desk."),
    "elsewhere": mark("It is not the ward's to answer."),
    "unclear": mark("It is not clear what is asked; please write once more with a few more words."),
    "erased": mark("Who asked has erased everything."),
    "quiet": mark("Nothing more was said after the answer."),
    "thanked": mark("They said thanks."),
    "left": mark("They took the question back."),
}
"""Reasons of a closing that have a name; any other is in the words of whoever closed it."""

_QUOTED = 200  # characters of a question that is quoted


@dataclass(frozen=True)
class Voice:
    """Words of inquiries in one reader's language. `names` says that citizens are told who answers by name."""

    catalogue: Catalogue
    library: Library
    names: bool = False

    def field(self, field: str | None, language: str) -> str:
        """A field of work, short; "" for none."""
        found = next((one for one in self.library.fields if one.id == field), None)
        return short_name(found, language) if found else ""

    def role(self, field: str | None, name: str, language: str) -> str:
        """Who answers: the office, and the name only where the ward wants that."""
        of_field = self.field(field, language)
        t = partial(self.catalogue.translate, language)
        said = t("the ward's official for {field}", field=of_field) if of_field else ""
        said = said or t("the ward's official")
        return f"{said} ({name})" if self.names and name else said

    def taken(self, field: str | None, name: str) -> Say:
        """Somebody has it."""

        def say(language: str, question: str | None) -> Reply:
            t = partial(self.catalogue.translate, language)
            role = self.role(field, name, language)
            lines = [
                t("{role} has your question and answers here.", role=_capital(role)),
                t("What you write now goes to them; I keep silent meanwhile."),
            ]
            return Reply("\n".join(lines), note=self._quoted(question, language), pictures=True)

        return say

    def answer(self, field: str | None, name: str, words: str, *, quote: bool) -> Say:
        """An answer; with the question where some time has gone by."""

        def say(language: str, question: str | None) -> Reply:
            t = partial(self.catalogue.translate, language)
            end = t("Write on here if you want to ask more; when it is settled, type “thank you”.")
            notes = [self._quoted(question, language) if quote else "", end]
            title, note = _capital(self.role(field, name, language)), "\n".join(filter(None, notes))
            return Reply(words, title=title, note=note, pictures=True)

        return say

    def closed(self, reason: str) -> Say:
        """It ends without an answer here."""

        def say(language: str, question: str | None) -> Reply:
            t = partial(self.catalogue.translate, language)
            said = t("The ward has closed your question: {reason}", reason=self.reason(reason, language))
            on = t("If that is not right, type “gặp cán bộ” and I pass it on again.")
            return Reply(f"{said}\n{on}", note=self._quoted(question, language))

        return say

    def phone(self, field: str | None, name: str) -> Say:
        """Whether they may be called."""

        def say(language: str, question: str | None) -> Reply:
            t = partial(self.catalogue.translate, language)
            role = self.role(field, name, language)
            lines = [
                t("{role} would like to call you. Would you give a phone number?", role=_capital(role)),
                t("Only who answers this question sees it; it is erased when the question is closed."),
            ]
            buttons = (
                Button(t("Yes, I give a number"), "desk:phone:yes"),
                Button(t("No, answer here"), "desk:phone:no"),
            )
            return Reply("\n".join(lines), buttons=buttons, pictures=True)

        return say

    def reason(self, reason: str, language: str) -> str:
        """A reason of a closing in words."""
        return self.catalogue.translate(language, REASONS[reason]) if reason in REASONS else reason

    def alert(self, inquiry: Inquiry, language: str, title: str, words: str = "") -> Reply:
        """What one of the staff is told of an inquiry, with what they can do."""
        t = partial(self.catalogue.translate, language)
        field = self.field(inquiry.field, language) or t("no field of work")
        due = t("answer by {moment}", moment=f"{inquiry.due.astimezone(VIETNAM):%H:%M %d/%m}")
        return Reply(
            f"“{words or inquiry.question or ''}”",
            title=self.catalogue.translate(language, title, number=inquiry.id),
            note=f"{field} · {due}",
            buttons=self.buttons(inquiry, language),
        )

    def buttons(self, inquiry: Inquiry, language: str) -> tuple[Button, ...]:
        """What one of the staff can do with an inquiry, in the chat."""
        t, number = partial(self.catalogue.translate, language), inquiry.id
        found = [Button(t("Look"), f"inq:show:{number}")]
        if inquiry.state == "new":
            found.insert(0, Button(t("Take it"), f"inq:take:{number}"))
            found.insert(1, Button(t("Pass on"), f"inq:pass:{number}"))
        elif inquiry.state in ("taken", "answered"):
            found.insert(0, Button(t("Write an answer"), f"inq:answer:{number}"))
        return tuple(found)

    def _quoted(self, question: str | None, language: str) -> str:
        if not question:
            return ""
        short = question if len(question) <= _QUOTED else f"{question[:_QUOTED].rstrip()}…"
        return self.catalogue.translate(language, "You asked: “{question}”", question=short)


def short_name(field: FieldOfWork, language: str) -> str:
    """A field of work without what stands in brackets."""
    return (field.name_en if language == "en" else field.name).partition(" (")[0]


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
