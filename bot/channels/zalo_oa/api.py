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

    async def send_template(self, person: str, template: str, values: Json) -> Json:
        """Show somebody an approved template (ZBS) by their id. Returns the message's id."""
        body = {"user_id": person, "template_id": template, "template_data": values}
        return await self._call("POST", "/v3.0/oa/message/template", json=body)

    async def groups(self) -> list[Json]:
        """The groups that the account owns (GMF). Where they are listed is not certain."""
        data = await self._call("GET", "/v3.0/oa/group/getgroupsofoa", params={"offset": "0", "count": "50"})
        found = data.get("groups")
        return [group for group in found if isinstance(group, dict)] if isinstance(found, list) else []

    async def send_to_group(self, group: str, text: str) -> None:
        """Write into a group of the account."""
        body = {"recipient": {"group_id": group}, "message": {"text": text}}
        await self._call("POST", "/v3.0/oa/group/message", json=body)

    async def create_article(self, article: Json) -> str:
        """Have an article made, which takes Zalo a while. Returns a token by which to ask for it."""
        return str((await self._call("POST", "/v2.0/article/create", json=article)).get("token", ""))

    async def article(self, token: str) -> str:
        """The id of an article that was made, "" as long as it is not ready. How this is asked is not certain."""
        return str((await self._call("POST", "/v2.0/article/verify", json={"token": token})).get("id", ""))

    async def broadcast(self, article: str) -> None:
        """Send an article to all followers."""
        payload = {"template_type": "media", "elements": [{"media_type": "article", "attachment_id": article}]}
        message = {"attachment": {"type": "template", "payload": payload}}
        await self._call("POST", "/v2.0/oa/message", json={"recipient": {"target": {}}, "message": message})

    async def upload_image(self, content: bytes, name: str = "hinh.png", kind: str = "image/png") -> str:
        """Have a picture of at most `IMAGE_BYTES` kept for a week. Returns its id for `send`."""
        return str((await self._upload("image", name, content, kind)).get("attachment_id", ""))

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
