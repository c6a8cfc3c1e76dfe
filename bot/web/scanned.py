"""Where the QR codes on posters and receipts lead: into the chat, with the code in hand."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from bot.links import AT_COUNTER, RECEIPT

_LONGEST = 20  # characters of a code, with its dashes


def routes() -> list[Route]:
    """Where they are; the addresses are printed on paper and stay."""
    return [Route("/danh-gia/{code}", at_counter), Route("/phieu/{code}", receipt)]


async def at_counter(request: Request) -> Response:
    """A counter's poster was scanned."""
    return _into_the_chat(request, AT_COUNTER)


async def receipt(request: Request) -> Response:
    """A receipt was scanned."""
    return _into_the_chat(request, RECEIPT)


def _into_the_chat(request: Request, kind: str) -> Response:
    """On to the chat, which reads the code, right or wrong, and answers in words."""
    signs = (char for char in request.path_params["code"][:_LONGEST] if char.isascii() and char.isalnum())
    return RedirectResponse(f"/?start={kind}{''.join(signs).upper()}", 303, {"Cache-Control": "no-store"})
