"""What the bot may learn: questions without a good answer, grouped by likeness, ranked, with what was decided on them.

`groups_of` finds the groups, `decision_on` makes what `bot.storage.groups.decide` keeps. Nobody who asked is ever
shown: people are counted, and nothing else.
"""

from bot.learning.grouping import GREW, Group, Place, Said, Way, decision_on, grouped, may_see
from bot.learning.looking import group_by_key, groups_of
from bot.learning.week import learned

__all__ = [
    "GREW",
    "Group",
    "Place",
    "Said",
    "Way",
    "decision_on",
    "group_by_key",
    "grouped",
    "groups_of",
    "learned",
    "may_see",
]
