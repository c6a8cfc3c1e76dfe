"""Names of the kinds and the states of cases, for every reader."""

from __future__ import annotations

from bot.i18n import mark

KINDS = {
    "low": mark("low level"),
    "wish": mark("asks for an answer"),
    "bribery": mark("words of bribery"),
    "harassment": mark("words of harassment"),
    "threat": mark("words of a threat"),
}
STATES = {"new": mark("new"), "taken": mark("taken on"), "answered": mark("answered"), "closed": mark("closed")}


ANSWER = mark("The ward answers what you wrote with your rating:")
ANSWER_NOTE = mark("Who you are was not told to anybody; from now on nothing joins this to you.")
