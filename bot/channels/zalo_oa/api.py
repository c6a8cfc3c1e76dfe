"""The Official Account's API. Written against what is known of it; only a fake has been called so far."""

from __future__ import annotations

from typing import Any

import aiohttp

from bot.channels.base import Outcome
from bot.channels.zalo_common.http import CallFailed, Http
from bot.channels.zalo_oa.errors import DEAD_TOKEN, OaRefused
from bot.channels.zalo_oa.tokens import Tokens

IMAGE_BYTES = 1_000_000

Json = dict[str, Any]


class Api:
    """One Official Account's calls. All raise `OaRefused`, `CallFailed` or `NotConnected`."""

    def __init__(self, http: Http, url: str) -> None:
        self._http, self._url = http, url
        self.tokens: Tokens

    async def probe(self, access: str) -> Json:
        """See with this very access token whether it lives; who the account is."""
        return await self._once("GET", "/v2.0/oa/getoa", access, {})

    async def about(self) -> Json:
        """Who the account is: its name, whether it is verified, how many follow it."""
        return await self._call("GET", "/v2.0/oa/getoa")

    async def send(self, person: str, message: Json) -> Json:
        """Write to a person (a consultation message). Returns its id and what it counts as."""
        body = {"recipient": {"user_id": person}, "message": message}
        return await self._call("POST", "/v3.0/oa/message/cs", json=body)

    async def upload_image(self, png: bytes) -> str:
        """Have a picture of at most `IMAGE_BYTES` kept for a week. Returns its id for `send`."""
        return str((await self._upload("image", "hinh.png", png, "image/png")).get("attachment_id", ""))

    async def upload_file(self, name: str, content: bytes, kind: str) -> str:
        """The same for a file (PDF, DOC, DOCX, CSV of at most 5 MB). Returns its token for `send`."""
        return str((await self._upload("file", name, content, kind)).get("token", ""))

    async def _upload(self, where: str, name: str, content: bytes, kind: str) -> Json:
        return await self._call("POST", f"/v2.0/oa/upload/{where}", file=(name, content, kind))

    async def _call(self, method: str, path: str, **how: Any) -> Json:
        """One call; with a dead token once more with a new one."""
        access = await self.tokens.access()
        try:
            return await self._once(method, path, access, how)
        except OaRefused as refused:
            if refused.error not in DEAD_TOKEN:
                raise
        return await self._once(method, path, await self.tokens.replacing(access), how)

    async def _once(self, method: str, path: str, access: str, how: Json) -> Json:
        body = {"data": _form(*how["file"])} if "file" in how else how
        answer = await self._http.call(method, self._url + path, headers={"access_token": access}, **body)
        error = answer.get("error") if isinstance(answer, dict) else None
        if not isinstance(answer, dict) or not isinstance(error, int):
            raise CallFailed(Outcome.UNKNOWN, "Zalo's answer says neither yes nor no")
        if error != 0:
            raise OaRefused(error, str(answer.get("message", ""))[:150])
        data = answer.get("data")
        return data if isinstance(data, dict) else {}


def _form(name: str, content: bytes, kind: str) -> aiohttp.FormData:
    """A file as a form, which can be sent once."""
    form = aiohttp.FormData(quote_fields=False)  # Vietnamese file names as they are
    form.add_field("file", content, filename=name, content_type=kind)
    return form
