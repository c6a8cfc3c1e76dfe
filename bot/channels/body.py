"""Reading what a stranger posts, no further than it may go."""

from __future__ import annotations

from starlette.requests import ClientDisconnect, Request


async def read_body(request: Request, most: int) -> bytes | None:
    """The body, or None if it is larger than `most` bytes; empty if the other side went away while it sent it."""
    length = request.headers.get("Content-Length", "")
    if length.isdecimal() and int(length) > most:
        return None
    body = bytearray()
    try:
        async for chunk in request.stream():
            body += chunk
            if len(body) > most:
                return None
    except ClientDisconnect:
        return b""
    return bytes(body)
