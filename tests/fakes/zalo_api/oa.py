"""The Official Account's API and its webhook. Lines of channels.md stand at each manner."""

from __future__ import annotations

import hashlib
import itertools
from typing import Any

import aiohttp
import orjson

from tests.fakes.clock import Clock
from tests.fakes.zalo_api.hooks import post
from tests.fakes.zalo_api.many import Many
from tests.fakes.zalo_api.oauth import APP_ID, OA_ID, OAuth
from tests.fakes.zalo_api.people import JSON, Screen, Shown
from tests.fakes.zalo_api.wire import OaError

SECRET = "oa-secret-key-of-the-fake"
FREE, REACHABLE = 48 * 3600, 7 * 86_400  # 2.4, seconds since the last interaction
RETRIES = (30, 300, 900, 1800, 3600)  # 2.7
IMAGE_LIMIT, FILE_LIMIT = 1_000_000, 5_000_000  # 2.3
_PATIENCE = aiohttp.ClientTimeout(total=2)  # 2.7: HTTP 200 within 2 seconds


class OaSide:
    """One Official Account and the app it has authorised."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.oauth = OAuth(clock)
        self.many = Many(clock)
        self.screens: dict[str, Screen] = {}
        self.last: dict[str, float] = {}  # when somebody last did something
        self.uploads: dict[str, bytes] = {}
        self.templates = {"rating-1"}  # 2.5: approved before
        self.takes_lists = True  # 2.3: template_type "list" on v3.0 is unverified (C)
        self.webhook_url, self.secret, self.first_term = "", SECRET, APP_ID
        self.statuses: list[int] = []
        self.disabled = False
        self._numbers = itertools.count(1)

    def screen(self, person: str, name: str = "Bà Tư") -> Screen:
        """The talk with a person."""
        return self.screens.setdefault(person, Screen(person, name))

    async def write(self, screen: Screen, kind: str, **content: Any) -> JSON:
        """Somebody writes; `follow` and `unfollow` are kinds too."""
        self.last[screen.id] = self.clock.now()
        stamp = str(int(self.clock.now() * 1000))
        if kind in {"follow", "unfollow"}:
            screen.blocked = kind == "unfollow"
            event: JSON = {"oa_id": OA_ID, "follower": {"id": screen.id}, "source": "qr", "event_name": kind}
        else:
            message = {"msg_id": f"msg-{next(self._numbers)}"} | content
            event = {
                "sender": {"id": screen.id},
                "recipient": {"id": OA_ID},
                "event_name": f"user_send_{kind}",
                "message": message,
                "user_id_by_app": f"app-{screen.id}",
            }
        event |= {"app_id": APP_ID, "timestamp": stamp}
        await self.push(event)
        return event

    async def press(self, screen: Screen, label: str) -> JSON:
        """2.3: a query button comes back as words that are its payload."""
        payload = next(data for shown in reversed(screen.shown) for words, data in shown.buttons if words == label)
        return await self.write(screen, "text", text=payload)

    async def echo(self, screen: Screen, text: str, admin: str = "") -> None:
        """2.7: the platform tells of what the OA sent; `admin_id` only where a human did."""
        sender = {"id": OA_ID} | ({"admin_id": admin} if admin else {})
        await self.push(
            {
                "sender": sender,
                "recipient": {"id": screen.id},
                "event_name": "oa_send_text",
                "message": {"msg_id": f"msg-{next(self._numbers)}", "text": text},
                "app_id": APP_ID,
                "timestamp": str(int(self.clock.now() * 1000)),
            }
        )

    async def push(self, event: JSON, body: bytes = b"", mac: str = "") -> int:
        """Deliver an event, signed; on a failed connection again at its times, after that never more."""
        body = body or orjson.dumps(event)
        mac = mac or self.sign(body, str(event.get("timestamp", "")))
        for retry, wait in enumerate((0, *RETRIES)):
            if self.disabled or not self.webhook_url:
                return 0
            if wait:
                await self.clock.sleep(wait)
            headers = {"X-ZEvent-Signature": f"mac={mac}", "Content-Type": "application/json"}
            headers |= {"num_retry": str(retry)} if retry else {}
            status = await post(self.webhook_url, body, headers, _PATIENCE)
            self.statuses.append(status)
            if status:
                return status
        self.disabled = True
        return 0

    def sign(self, body: bytes, timestamp: str) -> str:
        """2.7: plain SHA-256 over app id, raw body, timestamp and secret."""
        return hashlib.sha256(self.first_term.encode() + body + timestamp.encode() + self.secret.encode()).hexdigest()

    def about(self) -> JSON:
        """/v2.0/oa/getoa."""
        return {
            "oa_id": OA_ID,
            "name": "UBND phường (thử)",
            "is_verified": True,
            "oa_type": 4,
            "num_follower": self.followers(),
        }

    def followers(self) -> int:
        """How many follow the account."""
        return sum(not screen.blocked for screen in self.screens.values())

    def send(self, params: JSON) -> JSON:
        """2.3: a consultation message."""
        message = params.get("message", {})
        shown = self._shown(message)
        person = str(params.get("recipient", {}).get("user_id"))
        screen = self.screens.get(person)
        if screen is None or screen.blocked:
            raise OaError(-213, "User has not followed OA")
        if self.clock.now() - self.last.get(person, 0.0) > REACHABLE:
            raise OaError(-230, "User has not interacted with the OA in the past 7 days")
        screen.show(shown)
        quota = {} if self.clock.now() - self.last[person] > FREE else {"quota": {"quota_type": "reply"}}
        return {"message_id": shown.id, "user_id": person, "sent_time": str(int(self.clock.now() * 1000))} | quota

    def send_template(self, params: JSON) -> JSON:
        """2.5: by the person's id, outside any window; what it costs is counted by nobody here."""
        screen = self.screens.get(str(params.get("user_id")))
        if screen is None or screen.blocked:
            raise OaError(-213, "User has not followed OA")
        if params.get("template_id") not in self.templates or not isinstance(params.get("template_data"), dict):
            raise OaError(-201, "template is invalid")
        number = f"zbs-{next(self._numbers)}"
        screen.show(Shown(number, " · ".join(map(str, params["template_data"].values())), kind="template", raw=params))
        return {"message_id": number, "sent_time": str(int(self.clock.now() * 1000))}

    async def rate(self, screen: Screen, stars: int, note: str = "", feedbacks: tuple[str, ...] = ()) -> JSON:
        """2.5: somebody presses stars in the newest template; no sender is told."""
        shown = next(shown for shown in reversed(screen.shown) if shown.kind == "template")
        stamp = str(int(self.clock.now() * 1000))
        answer = {"rate": stars, "note": note, "feedbacks": list(feedbacks), "submit_time": stamp, "msg_id": shown.id}
        event = {"event_name": "user_feedback", "oa_id": OA_ID, "app_id": APP_ID, "message": answer, "timestamp": stamp}
        await self.push(event)
        return event

    def upload(self, kind: str, content: bytes) -> JSON:
        """2.3."""
        if len(content) > (FILE_LIMIT if kind == "file" else IMAGE_LIMIT):
            raise OaError(-210, "Parameter is over size")
        name = f"{kind}-{next(self._numbers)}"
        self.uploads[name] = content
        return {"token": name} if kind == "file" else {"attachment_id": name}

    def _shown(self, message: JSON) -> Shown:
        """How a message looks, if it is one."""
        number = f"oa-msg-{next(self._numbers)}"
        attachment = message.get("attachment")
        if attachment is None:
            text = message.get("text")
            if not isinstance(text, str) or not 1 <= len(text) <= 2000:
                raise OaError(-201, "Text is invalid")
            return Shown(number, text, raw=message)
        payload = attachment.get("payload", {})
        if attachment.get("type") == "file":
            return Shown(number, "", kind="file", raw={"content": self.uploads[payload["token"]]})
        if payload.get("template_type") == "media":
            element = payload["elements"][0]
            return Shown(number, "", kind="image", raw={"content": self.uploads[element["attachment_id"]]})
        return self._list(number, payload)

    def _list(self, number: str, payload: JSON) -> Shown:
        """2.3: up to five elements and five buttons."""
        elements, buttons = payload.get("elements", []), payload.get("buttons", [])
        if not self.takes_lists or payload.get("template_type") != "list":
            raise OaError(-201, "template_type is invalid")
        fits = 1 <= len(elements) <= 5 and len(buttons) <= 5 and all(len(button["title"]) <= 100 for button in buttons)
        if not fits or any(not 1 <= len(e["title"]) <= 100 or len(e.get("subtitle", "")) > 500 for e in elements):
            raise OaError(-201, "elements or buttons are invalid")
        made = []
        for button in buttons:
            given = button["payload"]
            made.append((button["title"], given["url"] if button["type"] == "oa.open.url" else given))
            if button["type"].startswith("oa.query") and not 1 <= len(given) <= 1000:
                raise OaError(-201, "payload is invalid")
        text = "\n".join(filter(None, (line for e in elements for line in (e["title"], e.get("subtitle")))))
        return Shown(number, text, tuple(made), kind="list", raw=payload)
