"""What an Official Account says to many at once: articles to all followers, messages into its groups (2.6)."""

from __future__ import annotations

import itertools
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime

from tests.fakes.clock import Clock
from tests.fakes.zalo_api.people import JSON, Screen, Shown
from tests.fakes.zalo_api.wire import OaError

TITLE, DESCRIPTION = 150, 300  # 2.6


@dataclass
class Many:
    """Articles, groups, and how many articles each follower got this month."""

    clock: Clock
    allowance: int = 4  # 2.6: "old figures 1-4/month"
    takes_asks: int = 1  # 2.6: made while one waits; how long is our guess
    articles: dict[str, JSON] = field(default_factory=dict)
    asked: Counter[str] = field(default_factory=Counter)
    groups: dict[str, Screen] = field(default_factory=dict)
    members: dict[str, int] = field(default_factory=dict)
    got: Counter[tuple[str, str]] = field(default_factory=Counter)
    broadcasts: int = 0
    _numbers: itertools.count[int] = field(default_factory=lambda: itertools.count(1))

    def group(self, group: str = "gmf-1", name: str = "Khóm Long Thị", members: int = 42) -> Screen:
        """A group of the account."""
        self.members[group] = members
        return self.groups.setdefault(group, Screen(group, name, group=True))

    def listed(self) -> JSON:
        """2.6 names no call that lists them: this one is our guess."""
        found = [
            {"group_id": screen.id, "name": screen.name, "total_member": self.members[screen.id]}
            for screen in self.groups.values()
        ]
        return {"groups": found, "total": len(found)}

    def send_to_group(self, params: JSON) -> JSON:
        """2.6."""
        screen = self.groups.get(str(params.get("recipient", {}).get("group_id")))
        text = params.get("message", {}).get("text")
        if screen is None:
            raise OaError(-201, "group_id is invalid")
        if not isinstance(text, str) or not 1 <= len(text) <= 2000:
            raise OaError(-201, "Text is invalid")
        number = f"gmf-msg-{next(self._numbers)}"
        screen.show(Shown(number, text, raw=params))
        return {"message_id": number}

    def create(self, params: JSON) -> JSON:
        """2.6: title and description are limited; a token, since it is made while one waits."""
        if not 1 <= len(str(params.get("title", ""))) <= TITLE:
            raise OaError(-201, "title is invalid")
        if not 1 <= len(str(params.get("description", ""))) <= DESCRIPTION or not params.get("body"):
            raise OaError(-201, "description or body is invalid")
        token = f"article-token-{next(self._numbers)}"
        self.articles[token] = {"status": "hide"} | params  # 2.6: status defaults to hide
        return {"token": token}

    def verify(self, params: JSON) -> JSON:
        """2.6 says "async" and not how one asks: our guess."""
        token = str(params.get("token"))
        if token not in self.articles:
            raise OaError(-201, "token is invalid")
        self.asked[token] += 1
        return {"id": f"id-of-{token}"} if self.asked[token] > self.takes_asks else {}

    def broadcast(self, params: JSON, screens: dict[str, Screen]) -> JSON:
        """2.6: nothing but an article that is shown; each follower gets so many a month."""
        if not isinstance(params.get("recipient", {}).get("target"), dict):
            raise OaError(-240, "API is shut down")  # 2.4: the rest of this address
        element = params["message"]["attachment"]["payload"]["elements"][0]
        article = self.articles.get(str(element.get("attachment_id", "")).removeprefix("id-of-"))
        if element.get("media_type") != "article" or article is None or article["status"] != "show":
            raise OaError(-201, "payload must be an article")
        month = datetime.fromtimestamp(self.clock.now(), UTC).strftime("%Y-%m")
        free = [one for one in screens.values() if not one.blocked and self.got[one.id, month] < self.allowance]
        if screens and not free:
            raise OaError(-218, "Quota of broadcast is exceeded")
        self.broadcasts += 1
        number = f"broadcast-{next(self._numbers)}"
        for screen in free:
            self.got[screen.id, month] += 1
            screen.show(Shown(number, article["title"], kind="article", raw=article))
        return {"message_id": number}
