"""Parameters of a call, whichever way they came: query, form, multipart or JSON."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

import orjson
from aiohttp import BodyPartReader, web

from tests.fakes.telegram_api.errors import bad_request


@dataclass
class Upload:
    """A file that came with a multipart request."""

    name: str
    content_type: str
    content: bytes


@dataclass
class Params:
    """The parameters by name, read as the type that a method wants."""

    values: dict[str, Any] = field(default_factory=dict)
    files: dict[str, Upload] = field(default_factory=dict)

    def text(self, name: str) -> str:
        """A string; absent is empty."""
        value = self.values.get(name, "")
        return value if isinstance(value, str) else str(value)

    def number(self, name: str, default: int = 0) -> int:
        """An integer; absent or unreadable is the default, as Telegram does."""
        try:
            return int(self.values.get(name, default))
        except (TypeError, ValueError):
            return default

    def flag(self, name: str) -> bool:
        """A boolean; Telegram takes true, yes and 1."""
        return str(self.values.get(name, "")).lower() in {"true", "yes", "1"}

    def structure(self, name: str) -> Any:
        """An object or array, parsed if it came as text; absent is None."""
        value = self.values.get(name)
        if not isinstance(value, str):
            return value
        if not value:
            return None
        try:
            return orjson.loads(value)
        except orjson.JSONDecodeError as error:
            raise bad_request(f"can't parse {name.replace('_', ' ')} JSON object") from error

    def upload(self, name: str) -> Upload | None:
        """The file sent under this name or referred to by attach://, if any."""
        value = self.values.get(name)
        if isinstance(value, str) and value.startswith("attach://"):
            return self.files.get(value.removeprefix("attach://"))
        return self.files.get(name)


async def read_params(request: web.BaseRequest) -> Params:
    """Read query and body of a request."""
    params = Params(dict(request.query))
    kind = request.content_type
    if kind == "multipart/form-data":
        await _read_multipart(request, params)
        return params
    body = await request.read()
    if not body:
        return params
    if kind == "application/json":
        params.values |= _json_object(body)
    elif kind == "application/x-www-form-urlencoded":
        params.values |= dict(parse_qsl(body.decode(errors="replace"), keep_blank_values=True))
    return params


def _json_object(body: bytes) -> dict[str, Any]:
    """The body as a JSON object or Telegram's refusal."""
    try:
        value = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise bad_request("can't parse request: invalid JSON") from error
    if not isinstance(value, dict):
        raise bad_request("can't parse request: JSON object expected")
    return value


async def _read_multipart(request: web.BaseRequest, params: Params) -> None:
    """Sort the parts into values and files."""
    async for part in await request.multipart():
        if not isinstance(part, BodyPartReader):
            raise bad_request("can't parse request: nested multipart")
        content = bytes(await part.read())
        if part.filename is None:
            params.values[part.name or ""] = content.decode(errors="replace")
        else:
            kind = part.headers.get("Content-Type", "application/octet-stream")
            params.files[part.name or ""] = Upload(part.filename, kind, content)
