"""Plugs the parts together: the only file that names every one of them, and the order in which they start and stop."""

from __future__ import annotations

import asyncio
import logging
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import time, timedelta
from functools import partial

from bot import importing
from bot.attempts import Attempts
from bot.channels.base import Channel
from bot.channels.telegram.factory import telegram_from
from bot.channels.webchat import Origins, WebChat
from bot.channels.zalo_bot.factory import zalo_bot_from
from bot.channels.zalo_oa.factory import zalo_oa_from
from bot.clock import Clock
from bot.collecting import settle
from bot.context import Context, Talk
from bot.editing import TakingUp
from bot.feeds.fetching import Fetcher
from bot.feeds.reading import Reader
from bot.i18n import Catalogue
from bot.jobs.adding_up import add_up
from bot.jobs.connections import Connections
from bot.jobs.digest import Digest
from bot.jobs.inquiries import Inquiries
from bot.jobs.invitations import Invitations
from bot.jobs.menus import Menu, Menus
from bot.jobs.notices import Notices
from bot.jobs.outbox import Outbox
from bot.jobs.posts import Posts
from bot.jobs.progress import Progress
from bot.jobs.results import Results
from bot.jobs.retention import blank_links, clean_up
from bot.jobs.runner import Jobs
from bot.jobs.sealing import seal
from bot.jobs.sources import Sources
from bot.meters import Meters
from bot.newsroom import Newsroom
from bot.previewing import Previews
from bot.routes import Role
from bot.sender import Sender
from bot.settings import Settings
from bot.storage import notice_files
from bot.storage.database import Database, Unit
from bot.storage.listing import KIND
from bot.storage.migrate import migrate
from bot.storage.outbox import SAID_AGAIN
from bot.storage.people import Person
from bot.switchboard import Switchboard
from bot.turn import Turns
from bot.ward import Ward
from bot.web.parts import Parts
from bot.web.server import WebServer, url_on_this_machine
from bot.web.site import make_site
from faq import DATA, Shelf
from handlers import ROUTES

log = logging.getLogger(__name__)


@dataclass
class App:
    """A built bot. `start` opens the database before the channels, `stop` goes the other way round."""

    settings: Settings
    ward: Ward
    shelf: Shelf
    clock: Clock
    meters: Meters
    catalogue: Catalogue
    database: Database
    channels: dict[str, Channel]
    switchboard: Switchboard
    outbox: Outbox
    jobs: Jobs
    taking_up: TakingUp
    server: WebServer | None = None
    sees_to_all: bool = True
    """Whether the jobs run here: not in a process that serves some of the channels beside another with all of them."""

    async def start(self) -> None:
        """Take the address, bring the database up to date, open the channels, finish what was left, and serve."""
        async with AsyncExitStack() as undo:
            if self.server:
                self.server.bind()
                undo.push_async_callback(self.server.stop)
            await migrate(self.settings.database_url)
            await self.database.open(serving=self.channels)
            undo.push_async_callback(self.database.close)
            await self.taking_up.begin()
            for channel in self.channels.values():
                await channel.start(self.switchboard.take)
                undo.push_async_callback(channel.close)
                undo.push_async_callback(channel.stop)
            if left := await self.switchboard.resume():
                log.info("finishing %d events that the last run left", left)
            if self.server:
                await self.server.start()
            await self.outbox.start()
            undo.push_async_callback(self.outbox.stop)
            if self.sees_to_all:
                self.jobs.start()
            undo.pop_all()  # everything stands

    async def stop(self) -> None:
        """Take nothing more, finish what is under way, close."""
        await self.jobs.stop()
        await self.outbox.stop()
        for channel in reversed(self.channels.values()):
            await channel.stop()
        if self.server:
            await self.server.stop()
        await self.switchboard.stop()
        for channel in self.channels.values():
            await channel.close()
        await self.database.close()


def build(settings: Settings, channels: list[Channel] | None = None, clock: Clock | None = None) -> App:
    """Make every part from the settings; nothing is opened yet.

    With `channels` the bot speaks on these alone and serves no pages; without, on those that the settings ask for.
    """
    clock = clock or Clock()
    ward = Ward.load(settings.ward_file)
    shelf = Shelf(settings.library_dir or DATA)
    catalogue, meters, attempts = Catalogue(), Meters(), Attempts(clock)
    database = Database(settings.database_url)
    server: WebServer | None = None
    chosen = _channels(settings, ward, catalogue, database, clock) if channels is None else channels
    speaking = {channel.name: channel for channel in chosen}
    newsroom = Newsroom(ward, settings, speaking, catalogue, clock)

    def make_context(person: Person, talk: Talk, unit: Unit) -> Context:
        return Context(
            person=person,
            talk=talk,
            unit=unit,
            ward=ward,
            library=shelf.library,
            clock=clock,
            catalogue=catalogue,
            limits=speaking[person.channel].limits,
            language=person.language,
            settings=settings,
            attempts=attempts,
            site=_site(settings, server),
            deep_links=partial(_deep_links, chosen),
            newsroom=newsroom,
            fetch=speaking[person.channel].fetch,
        )

    sender = Sender(speaking, database, clock, meters)
    switchboard = Switchboard(Turns(ROUTES, make_context, database, clock), sender, database, catalogue, clock, meters)
    said_again = SAID_AGAIN | {KIND} if settings.news_in_doubt == "again" else SAID_AGAIN
    outbox = Outbox(sender, database, ward, clock, said_again)
    own = TakingUp(database, shelf)
    jobs = _jobs(settings, ward, shelf, catalogue, database, clock)
    jobs.every("the ward's own entries", timedelta(seconds=2), own.run)
    _speaking_jobs(jobs, newsroom, sender, database)
    if channels is None:
        previews = Previews(ROUTES, make_context, database, clock, speaking)
        late = (switchboard.backlog, own, previews, _sources(jobs, newsroom, database))
        parts = Parts(settings, ward, shelf, database, speaking, catalogue, clock, meters, *late)
        server = WebServer(make_site(parts), settings.web_host, settings.web_port)
    return App(
        settings, ward, shelf, clock, meters, catalogue, database, speaking, switchboard, outbox, jobs, own, server
    )


def _jobs(settings: Settings, ward: Ward, shelf: Shelf, catalogue: Catalogue, database: Database, clock: Clock) -> Jobs:
    """What runs by itself, and how often."""
    jobs = Jobs(clock)
    jobs.daily("retention", time(3, 10), partial(clean_up, database, settings, clock))
    jobs.every("spent links", timedelta(minutes=1), partial(blank_links, database, clock))
    jobs.every("lists of visits", timedelta(seconds=2), partial(importing.go_on, database, clock))
    jobs.every("changed data files", timedelta(seconds=3), partial(_take_up_changes, shelf))
    jobs.every("sealed ratings", timedelta(minutes=5), partial(seal, database, clock))
    jobs.every("ratings added up", timedelta(minutes=1), partial(add_up, database))
    jobs.every("results", timedelta(minutes=1), Results(database, ward, shelf, catalogue, clock).run)
    jobs.every("weekly figures", timedelta(minutes=10), Digest(database, ward, shelf, catalogue, clock).run)
    invitations = Invitations(database, ward, shelf, catalogue, settings, clock)
    jobs.every("inquiries", timedelta(seconds=2), Inquiries(database, ward, shelf, catalogue, settings, clock).run)
    jobs.every("invitations", timedelta(minutes=5), invitations.run)
    return jobs


def _speaking_jobs(jobs: Jobs, room: Newsroom, sender: Sender, database: Database) -> None:
    """What runs by itself and has to do with the channels; no long work of another job keeps a notice waiting."""
    speaking, catalogue, clock, public_url = room.channels, room.catalogue, room.clock, room.settings.public_url
    jobs.every("staff menus", timedelta(minutes=1), Menus(database, speaking, partial(_menu_of, catalogue)).look)
    if "zalo_oa" in speaking:
        connections = Connections(database, catalogue, clock, public_url or "")
        jobs.every("connection of the OA", timedelta(minutes=1), connections.look)
    notices = Notices(database, speaking, room.ward, catalogue, clock, public_url)
    jobs.apart("news", timedelta(seconds=1), notices.run)
    jobs.apart("news in the chats", timedelta(seconds=1), Progress(sender, database, room).run)
    jobs.apart("news by other ways", timedelta(seconds=5), Posts(database, speaking, clock, public_url or "").run)


def _sources(jobs: Jobs, room: Newsroom, database: Database) -> Reader:
    """What reads other sites, and the job that looks at the ward's sources: they may take their time."""
    reader = Reader(Fetcher(room.clock, contact=room.settings.public_url or ""), room.clock)
    if room.ward.sources:
        sources = Sources(database, room.ward, room.catalogue, reader, room.clock)
        jobs.apart("sources of news", timedelta(seconds=30), sources.run)
    return reader


def _site(settings: Settings, server: WebServer | None) -> str:
    """The address of the pages, also for a bot that serves none itself: another process may, on the same database."""
    own = server.url if server else url_on_this_machine(settings.web_host, settings.web_port)
    return settings.public_url or own


def _deep_links(channels: list[Channel], payload: str) -> list[str]:
    """The addresses that open the bot with a payload in hand."""
    return [url for channel in channels if (url := channel.deep_link(payload))]


async def _take_up_changes(shelf: Shelf) -> None:
    """Swap in a changed library; the old one goes for good."""
    if await asyncio.to_thread(shelf.refresh):
        settle()


async def _load(database: Database, key: str) -> bytes | None:
    """The bytes of what hangs on a notice."""
    found = await database.read(partial(notice_files.by_key, key=key))
    return found.body if found else None


def _menu_of(catalogue: Catalogue, role: str, language: str) -> Menu:
    """The commands that one of the staff may use, what is theirs alone first."""
    routes = [route for route in ROUTES if route.menu and Role(role).may(route.role)]
    routes.sort(key=lambda route: route.role is Role.CITIZEN)
    return tuple((route.command, catalogue.translate(language, route.menu)) for route in routes)


def _channels(settings: Settings, ward: Ward, catalogue: Catalogue, database: Database, clock: Clock) -> list[Channel]:
    """The channels that the settings ask for: the web chat always, the others where there is a token."""
    channels: list[Channel] = [WebChat(database, clock, Origins(settings.public_url, settings.embed_origins))]
    menu = [(route.command, route.menu) for route in ROUTES if route.menu and route.role is Role.CITIZEN]
    load = partial(_load, database)
    if telegram := telegram_from(settings, clock, catalogue, ward, menu, load):
        channels.append(telegram)
    if zalo_bot := zalo_bot_from(settings, database, clock):
        channels.append(zalo_bot)
    if zalo_oa := zalo_oa_from(settings, database, clock, catalogue, load=load):
        channels.append(zalo_oa)
    return channels
