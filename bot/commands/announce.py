"""`python -m bot announce`: a notice from the shell, by the same way as the officials' ones.

If a bot serves this database, that one sends and this command watches; if none does, this command sends itself.
"""

from __future__ import annotations

import asyncio
import sys
from argparse import ArgumentParser, Namespace
from dataclasses import replace
from functools import partial
from pathlib import Path

from bot import notice_media
from bot.app import App, build
from bot.jobs.notices import Notices
from bot.settings import Settings
from bot.storage import listing, notice_files, notices
from bot.storage.audit import OPERATOR
from bot.storage.database import AlreadyServed, Database
from bot.storage.migrate import migrate
from bot.storage.notice_rows import State, find
from bot.storage.notices import Draft, NoticeError, Refusal

_CANNOT = 1
_LOOK_EVERY = 0.5  # seconds
_OVER = (State.DONE, State.WITHDRAWN)
_WHY = {
    Refusal.EMPTY: "title and text must not be empty",
    Refusal.LONG: f"title up to {notices.LONGEST_TITLE} and text up to {notices.LONGEST_TEXT} characters",
    Refusal.ALIKE: "nearly the same went to the same people within 24 hours; --again sends it all the same",
}


def add_arguments(parser: ArgumentParser) -> None:
    """What, to whom, and whether to wait for the end."""
    parser.add_argument("--title", required=True)
    parser.add_argument("--text-file", type=Path, required=True, metavar="FILE", help="the text, UTF-8")
    parser.add_argument(
        "--image", type=Path, metavar="FILE", help="a JPEG or PNG, sent with the notice and shown on its page"
    )
    parser.add_argument("--topic", default="", help="an id of ward.toml; left out: all who subscribed to anything")
    parser.add_argument("--neighbourhood", action="append", default=[], metavar="K", help="may be given several times")
    parser.add_argument("--channel", metavar="C", help="this channel alone")
    parser.add_argument("--urgent", metavar="REASON", default="", help="goes in quiet hours too")
    parser.add_argument("--again", action="store_true", help="also if nearly the same has just gone")
    parser.add_argument("--wait", action="store_true", help="show the progress until everybody's message has its end")


async def run(settings: Settings, arguments: Namespace) -> int:
    """Write, approve, and see it through."""
    app = build(settings)
    app.server = None
    try:
        draft = _draft(app, arguments)
        picture = _picture(arguments.image) if arguments.image else None
    except (ValueError, OSError) as error:
        return _stop(str(error))
    await migrate(settings.database_url)
    sends = arguments.wait and await _started(app)
    database = app.database if sends else Database(settings.database_url)
    if not sends:
        await database.open()
    try:
        number = await _approved(app, database, draft, picture, again=arguments.again)
        if not arguments.wait:
            print(f"Notice {number} is approved; the running bot sends it, or the next one that is started.")
            return 0
        return await _watch(app, database, number, sends=sends)
    except NoticeError as error:
        return _stop(f"The notice is refused: {_WHY.get(error.why, error.why)}.")
    finally:
        await (app.stop() if sends else database.close())


def _draft(app: App, arguments: Namespace) -> Draft:
    """The notice that the arguments ask for. Raises `ValueError` or `OSError`."""
    unknown = [name for name in arguments.neighbourhood if name not in app.ward.hamlets]
    if unknown:
        raise ValueError(f"--neighbourhood: ward.toml knows no {', '.join(unknown)}.")
    if arguments.topic and app.ward.topic(arguments.topic) is None:
        known = ", ".join(topic.id for topic in app.ward.topics)
        raise ValueError(f"--topic: ward.toml has no {arguments.topic!r}, only {known or 'none at all'}.")
    if arguments.channel and arguments.channel not in app.channels:
        raise ValueError(f"--channel: {arguments.channel!r} is not served, only {', '.join(app.channels)}.")
    return Draft(
        title=arguments.title.strip(),
        text=arguments.text_file.read_text(encoding="utf-8").strip(),
        topic=arguments.topic,
        hamlets=tuple(arguments.neighbourhood),
        channel=arguments.channel,
        urgent=bool(arguments.urgent),
        reason=arguments.urgent,
    )


def _picture(path: Path) -> notice_files.Media:
    """A picture from a file. Raises `ValueError` if it is none that channels take, `OSError` if it cannot be read."""
    try:
        found = notice_media.read(path.name, path.read_bytes())
    except notice_media.MediaError as error:
        raise ValueError(f"{path.name}: not a JPEG or PNG that can be sent. {error}") from error
    if found.kind != "picture":
        raise ValueError(f"{path.name}: not a JPEG or PNG.")
    return found


async def _started(app: App) -> bool:
    """Start the bot without its pages; False if another process serves its channels already."""
    try:
        await app.start()
    except AlreadyServed:
        return False
    return True


async def _approved(
    app: App, database: Database, draft: Draft, picture: notice_files.Media | None, *, again: bool
) -> int:
    """Write and approve; returns the id. Raises `NoticeError`."""
    now = app.clock.now()
    number = await database.write(partial(notices.write, by=OPERATOR, draft=draft, now=now))
    if picture:
        await database.write(partial(notice_files.put, notice=number, media=replace(picture, alt=draft.title)))
    work = partial(notices.approve, by=OPERATOR, notice=number, version=1, now=now, two_people=False, again=again)
    try:
        await database.write(work)
    except NoticeError:
        await database.write(partial(notices.withdraw, by=OPERATOR, notice=number, now=now, why="refused"))
        raise
    return number


async def _watch(app: App, database: Database, number: int, *, sends: bool) -> int:
    """Print the progress until it is over, then the table of states."""
    job = Notices(database, app.channels, app.ward, app.catalogue, app.clock, app.settings.public_url)
    last = ""
    while True:
        if sends:
            await job.run()
        notice = await database.read(partial(find, notice=number))
        if notice is None:
            return _stop("The notice is gone.")
        counts = await database.read(partial(listing.counts, notice=notice))
        line = f"{notice.state}: " + ", ".join(f"{state} {count}" for state, count in sorted(counts.items()))
        if line != last:
            print(line, flush=True)
            last = line
        if notice.state in _OVER and notice.ended:
            break
        await asyncio.sleep(_LOOK_EVERY)
    print(f"\nNotice {notice.number or notice.id}: {notice.recipients} recipients")
    for state, count in sorted(counts.items()):
        print(f"  {state:<10} {count:>8}")
    for state, why, count in await database.read(partial(listing.reasons, notice=number)):
        print(f"    {count} {state}: {why or '-'}")
    left_out = ", ".join(f"{why} {count}" for why, count in notice.left_out.items())
    print(f"  not addressed: {left_out or 'nobody'}")
    return 0 if sum(counts.values()) == notice.recipients else _CANNOT


def _stop(why: str) -> int:
    print(why, file=sys.stderr)
    return _CANNOT
