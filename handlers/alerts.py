"""What administrators are told of a rating that cannot wait: where, how, in which words; never who."""

from __future__ import annotations

from bot.context import Context
from bot.messages import Button, Reply
from bot.scale import said
from bot.storage.cases import Compose
from bot.storage.ratings import Rating

_WORDS = 600  # characters of a comment


def of_rating(rating: Rating, context: Context, *, words: str = "", extra: bool = False) -> Compose:
    """What is said of a rating's case, by the reader's language and the case's number."""
    catalogue = context.catalogue

    def compose(language: str, case: int) -> Reply:
        def t(message: str, /, **values: object) -> str:
            return catalogue.translate(language, message, **values)

        lines = [said(rating.level, t), _where(rating, language, context)]
        if extra or rating.extra:
            lines.append(t("The rater says that they had to pay something beyond the rules."))
        if words or rating.comment:
            lines.append(t("Their words: “{words}”", words=(words or rating.comment or "")[:_WORDS]))
        lines.append(t("Who it was is not known, and must not be looked for."))
        buttons = (Button(t("I see to it"), f"case:take:{case}"), Button(t("Answer"), f"case:answer:{case}"))
        return Reply("\n".join(filter(None, lines)), title=t("Case {number}", number=case), buttons=buttons)

    return compose


def _where(rating: Rating, language: str, context: Context) -> str:
    """The counter, the field and the procedure, as far as they are known, in the reader's language."""
    entry = context.library.entries.get(rating.procedure or "")
    field = next((field for field in context.library.fields if field.id == rating.field), None)
    counter = next((item.name for item in context.ward.counters if item.id == rating.counter), "")
    of_field = (field.name_en if language == "en" else field.name) if field else ""
    return ", ".join(filter(None, (counter, of_field, entry.short if entry else "")))
