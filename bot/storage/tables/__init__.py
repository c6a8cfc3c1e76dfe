"""The tables, a file for each part of the work. Moments are kept in UTC; texts of citizens are masked before."""

from bot.storage.tables.base import Moment, metadata
from bot.storage.tables.desk import answer_templates, inquiries, inquiry_files, inquiry_lines
from bot.storage.tables.groups import question_groups
from bot.storage.tables.learning import entry_changes
from bot.storage.tables.news import notice_files, notice_posts, notice_watchers, notices, subscribers
from bot.storage.tables.outbox import consents, outbox
from bot.storage.tables.ratings import cases, invitations, rating_reasons, ratings
from bot.storage.tables.sources import source_items, sources
from bot.storage.tables.staff import audit, keys, links, sessions, staff
from bot.storage.tables.suggestions import suggestion_likes, suggestions
from bot.storage.tables.talks import inbox, people, questions, steps, webchat
from bot.storage.tables.tallies import stale_days, tallies
from bot.storage.tables.usage import usage
from bot.storage.tables.visits import import_chunks, imports, visits
from bot.storage.tables.zalo import hushed, oa_tokens, rating_forms

__all__ = [
    "Moment",
    "answer_templates",
    "audit",
    "cases",
    "consents",
    "entry_changes",
    "hushed",
    "import_chunks",
    "imports",
    "inbox",
    "inquiries",
    "inquiry_files",
    "inquiry_lines",
    "invitations",
    "keys",
    "links",
    "metadata",
    "notice_files",
    "notice_posts",
    "notice_watchers",
    "notices",
    "oa_tokens",
    "outbox",
    "people",
    "question_groups",
    "questions",
    "rating_forms",
    "rating_reasons",
    "ratings",
    "sessions",
    "source_items",
    "sources",
    "staff",
    "stale_days",
    "steps",
    "subscribers",
    "suggestion_likes",
    "suggestions",
    "tallies",
    "usage",
    "visits",
    "webchat",
]
