"""What the parts of an entry are called on the pages, in the order in which they are shown and filled in."""

from __future__ import annotations

from bot.i18n import mark
from faq import Kind, Mark
from faq.overlay import Upgrade
from faq.procedure import Confidence, FeeState, OnlineLevel, PaperForm, ProxyWriting

LABELS = {
    "id": mark("Id"),
    "kind": mark("Kind"),
    "field": mark("Field of work"),
    "code": mark("National code"),
    "other_codes": mark("Other codes"),
    "name": mark("Official name"),
    "short": mark("Short name, as on a button"),
    "name_en": mark("Name in English"),
    "ways": mark("Ways of asking"),
    "summary": mark("Answer in two or three sentences"),
    "summary_en": mark("Answer in English"),
    "papers": mark("Papers to bring"),
    "fee.state": mark("Fee: what the source says"),
    "fee.text": mark("Fee in words"),
    "benefit": mark("Money that is paid out"),
    "time": mark("Time"),
    "place": mark("Where"),
    "how": mark("Steps"),
    "online.level": mark("Online: how far"),
    "online.text": mark("Online in words"),
    "forms": mark("Forms to fill in"),
    "result": mark("What one gets"),
    "conditions": mark("Conditions"),
    "legal": mark("Legal basis"),
    "proxy": mark("May an official fill in the form?"),
    "same_day": mark("Done on the same day"),
    "notes": mark("Good to know"),
    "related": mark("Related entries"),
    "agency": mark("Who handles it"),
    "phone": mark("Number to call"),
    "intent": mark("What the talk does"),
    "question": mark("Question to ask back"),
    "members": mark("What to choose from"),
    "source.title": mark("Source: its title"),
    "source.url": mark("Source: its address"),
    "as_of": mark("As of (date of the source)"),
    "checked_on": mark("Checked on"),
    "confidence": mark("How sure"),
    "reviewed": mark("Reviewed"),
}

KINDS = {
    Kind.PROCEDURE: mark("A procedure"),
    Kind.WARD: mark("A question about the ward"),
    Kind.REDIRECT: mark("Another agency handles it"),
    Kind.GROUP: mark("A question to ask back"),
    Kind.SMALLTALK: mark("Small talk"),
}
MARKS = {
    Mark.SHIPPED: mark("shipped"),
    Mark.TAUGHT: mark("shipped, with ways taught by the ward"),
    Mark.REPLACED: mark("the ward's own in its place"),
    Mark.LOCAL: mark("the ward's own"),
    Mark.HIDDEN: mark("hidden"),
}
UPGRADES = {
    Upgrade.CHANGED: mark("The shipped entry has changed since the ward changed it."),
    Upgrade.ARRIVED: mark("The ward wrote this entry itself; now one is shipped under the same id."),
    Upgrade.GONE: mark("The shipped entry that the ward changed is not shipped any more."),
}
VALUES: dict[str, dict[str, str]] = {
    "fee.state": {
        FeeState.UNPUBLISHED: mark("no fee is published"),
        FeeState.AMOUNT: mark("the source names the sum"),
        FeeState.EXEMPT: mark("the source says who is exempt"),
    },
    "online.level": {
        OnlineLevel.UNKNOWN: mark("not known"),
        OnlineLevel.FULL: mark("wholly online"),
        OnlineLevel.PARTIAL: mark("partly online"),
        OnlineLevel.YES: mark("online, the source does not say how far"),
        OnlineLevel.NO: mark("not online"),
    },
    "proxy": {
        ProxyWriting.ASK: mark("not known: the official decides"),
        ProxyWriting.ALLOWED: mark("yes"),
        ProxyWriting.SELF_SIGN: mark("yes, but to be signed in person"),
        ProxyWriting.NOT_ALLOWED: mark("no, to be written in person"),
    },
    "confidence": {
        Confidence.HIGH: mark("sure"),
        Confidence.MEDIUM: mark("fairly sure"),
        Confidence.LOW: mark("not sure"),
    },
    "papers.form": {
        PaperForm.ANY: mark("the source does not say"),
        PaperForm.FORM: mark("a form to fill in"),
        PaperForm.ORIGINAL: mark("the original, to hand in"),
        PaperForm.COPY: mark("a copy, to hand in"),
        PaperForm.SHOW: mark("to show only"),
    },
}
"""What may be chosen, by the part of the entry."""
