"""The files a browser needs, under a path that changes with them: they may be kept for a year and are never stale."""

from __future__ import annotations

import hashlib
from pathlib import Path

from starlette.responses import Response
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

STATIC = Path(__file__).parent / "static"


class _Forever(StaticFiles):
    """Static files that a browser need not ask for again."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """A file, marked so."""
        response = await super().get_response(path, scope)
        if response.status_code in (200, 304):
            response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        return response


class Assets:
    """Our own styles, scripts and pictures."""

    def __init__(self, folder: Path = STATIC) -> None:
        digest = hashlib.sha256()
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                digest.update(path.name.encode() + path.read_bytes())
        self.root = f"/static/{digest.hexdigest()[:12]}"
        self._folder = folder

    def route(self) -> Mount:
        """Where they are."""
        return Mount(self.root, _Forever(directory=self._folder))

    def url(self, name: str) -> str:
        """The address of one file."""
        return f"{self.root}/{name}"

    def read(self, name: str) -> bytes:
        """One file as it is."""
        return (self._folder / name).read_bytes()
