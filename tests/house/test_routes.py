"""The table of contents: every route names who may use it, and no two ways lead to different places."""

from __future__ import annotations

import re
from collections import Counter

from bot.choices import fold
from bot.routes import Role
from handlers import ROUTES


def test_every_route_names_a_role() -> None:
    for route in ROUTES:
        assert isinstance(route.role, Role), route


def test_every_way_leads_to_one_place() -> None:
    for kind in ("command", "button", "step"):
        ways = Counter(getattr(route, kind) for route in ROUTES if getattr(route, kind))
        assert [way for way, times in ways.items() if times > 1] == [], kind
    words = Counter(fold(word) for route in ROUTES for word in route.words)
    assert [word for word, times in words.items() if times > 1] == []
    assert sum(route.text for route in ROUTES) == 1
    assert sum(route.other for route in ROUTES) == 1
    assert sum(route.between for route in ROUTES) == 1


def test_every_route_can_be_reached() -> None:
    for route in ROUTES:
        ways = (route.command, route.words, route.button, route.step, route.match, route.text, route.other)
        assert any(ways) or route.between, route


def test_commands_are_ones_that_every_channel_can_show() -> None:
    for route in ROUTES:
        assert re.fullmatch(r"[a-z0-9_]{0,32}", route.command), route
        assert not route.menu or route.command, f"{route}: a line in the menu needs a command"
