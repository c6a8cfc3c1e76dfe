"""The echo bot as a process of its own: `python -m benchmarks.echo_server`, with the bot's settings for Telegram.

It takes updates by webhook on uvicorn, answers 200 at once, and handles them side by side, over our transport.
"""

from __future__ import annotations

import asyncio
import json
import os
from pathlib import Path

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from telegram import Update

from benchmarks.echo import Echo
from bot.channels.telegram.transport import AiohttpRequest, proxy_for

_PATH = "/telegram/webhook"


async def main() -> None:
    """Serve until the process is ended."""
    api, token = os.environ["TELEGRAM_API_URL"], os.environ["TELEGRAM_TOKEN"]
    file = Path(os.environ["DATABASE_URL"].partition("///")[2]).with_name("echo.db")
    echo = Echo(file, AiohttpRequest(256, proxy_for(api)), token=token, base_url=f"{api}/bot")
    await echo.start()
    tasks: set[asyncio.Task[None]] = set()

    async def take(request: Request) -> Response:
        update = Update.de_json(json.loads(await request.body()), echo.application.bot)
        task = asyncio.create_task(echo.application.process_update(update))
        tasks.add(task)
        task.add_done_callback(tasks.discard)
        return Response(status_code=200)

    port = int(os.environ["WEB_PORT"])
    app = Starlette(routes=[Route(_PATH, take, methods=["POST"])])
    server = uvicorn.Server(uvicorn.Config(app, port=port, log_level="error", timeout_keep_alive=75))
    serving = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110 - uvicorn tells nobody
        await asyncio.sleep(0.01)
    secret = os.environ["TELEGRAM_WEBHOOK_SECRET"]
    await echo.application.bot.set_webhook(
        f"{os.environ['PUBLIC_URL']}{_PATH}", max_connections=100, secret_token=secret
    )
    print("running", flush=True)
    await serving
    await echo.stop()


if __name__ == "__main__":
    asyncio.run(main())
