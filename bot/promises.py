"""By when somebody is promised an answer: so many minutes of opening hours from now on, over nights and holidays."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.clock import VIETNAM
from bot.hours import spans_on
from bot.ward import Ward

_LOOK_AHEAD = 60  # days; no closure lasts longer
_ROUND = timedelta(minutes=30)


def answer_by(ward: Ward, moment: datetime, minutes: int) -> datetime | None:
    """When so many minutes of the ward's opening hours have passed since a moment, on the next half hour.

    None where the ward has entered no hours: nothing is promised then.
    """
    local = moment.astimezone(VIETNAM)
    left = timedelta(minutes=minutes)
    week = ward.week()
    for ahead in range(_LOOK_AHEAD if week else 0):
        day = local.date() + timedelta(days=ahead)
        for span in spans_on(day, week, ward.holidays):
            begins = max(local, datetime.combine(day, span.start, VIETNAM))
            room = datetime.combine(day, span.end, VIETNAM) - begins
            if room >= left:
                return _half_hour(begins + left)
            left -= max(room, timedelta(0))
    return None


def _half_hour(moment: datetime) -> datetime:
    """The half hour that a moment is, or the next."""
    midnight = moment.replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight - (midnight - moment) // _ROUND * _ROUND
