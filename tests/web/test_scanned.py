"""What is printed in a QR code leads into the chat with its code."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest

from tests.kit import sqlite_url
from tests.webkit import serving, url_of


@pytest.mark.parametrize(
    ("path", "leads_to"),
    [
        ("/phieu/K7M-4PX-9HT", "/?start=v-K7M4PX9HT"),
        ("/danh-gia/k7m4-px9h", "/?start=q-K7M4PX9H"),
        ("/phieu/%0d%0aSet-Cookie:x=%C3%A1//evil.example", None),
        ("/phieu/%22%3E%3Cscript%3E", "/?start=v-SCRIPT"),
        ("/danh-gia/" + "A" * 500, "/?start=q-" + "A" * 20),
    ],
)
async def test_a_scanned_code_opens_the_chat(tmp_path: Path, path: str, leads_to: str | None) -> None:
    async with serving(sqlite_url(tmp_path)) as app, httpx.AsyncClient(base_url=url_of(app)) as http:
        answer = await http.get(path)
    if leads_to is None:
        assert answer.status_code == 404
    else:
        assert (answer.status_code, answer.headers["location"]) == (303, leads_to)
