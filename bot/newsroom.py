"""The newsroom: what the staff see of a notice before it goes, and who decides. Pages and chat do the same by it.

Its methods are works on a connection, so that what is looked at and what is done share a transaction.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import Connection

from bot import notice_checks, notice_words
from bot.channels.base import Channel
from bot.channels.reaching import Broken, messages, reached
from bot.clock import Clock
from bot.i18n import Catalogue, mark
from bot.messages import Button, Reply
from bot.notice_checks import Doubt
from bot.settings import Settings
from bot.storage import notice_files, notices, outbox, people, published, staff, watchers
from bot.storage.audit import By
from bot.storage.likeness import alike
from bot.storage.listing import Reach
from bot.storage.notice_rows import Notice, State, find
from bot.storage.notices import NoticeError, Refusal
from bot.ward import Ward

REFUSALS = {
    Refusal.UNKNOWN: mark("This notice is not there (any more)."),
    Refusal.NOT_ALLOWED: mark("You are none of the staff any more."),
    Refusal.STATE: mark("The notice has gone on meanwhile: somebody else was faster. This is how it stands now."),
    Refusal.CHANGED: mark("The notice was changed after you opened it. Please read it once more."),
    Refusal.EMPTY: mark("A notice needs a title and a text."),
    Refusal.LONG: mark("The title, the text or the link is too long."),
    Refusal.TOPIC: mark("Please choose a topic."),
    Refusal.OWN: mark("Whoever wrote a notice does not approve it: somebody else has to."),
    Refusal.REASON: mark("Please give the reason why it is urgent."),
    Refusal.PAST: mark("That day or moment is over already, or ends before it begins."),
    Refusal.ALIKE: mark("Nearly the same went to the same people within the last 24 hours. Send it all the same?"),
}
UNDECIDED = (State.DRAFT, State.WAITING, State.SCHEDULED)
_TOLD = 600  # characters of a text in the message that asks for approval


def acting(connection: Connection, member: int | None) -> By:
    """One of the staff as who does something. Raises `NoticeError` if they are none (any more)."""
    found = staff.find(connection, member) if member is not None else None
    if found is None:
        raise NoticeError(Refusal.NOT_ALLOWED)
    return By(found.id, found.name)


@dataclass(frozen=True)
class Size:
    """How a notice fits on one channel: units of its words, messages it takes; what the account has left, if counted.

    `hours` is how long after somebody's last word the channel lets them be written to, None for always.
    """

    channel: str
    length: int
    messages: int
    left: int | None
    hours: int | None


@dataclass(frozen=True)
class Look:
    """What is looked at before a notice goes; `alike` is one of the last day that says nearly the same.

    On the `broken` channels it does not go at all.
    """

    reply: Reply
    sizes: list[Size]
    doubts: list[Doubt]
    reach: Reach
    broken: list[Broken]
    minutes: int
    alike: Notice | None
    quiet: datetime | None


@dataclass(frozen=True)
class Newsroom:
    """What deciding on a notice needs of the bot."""

    ward: Ward
    settings: Settings
    channels: Mapping[str, Channel]
    catalogue: Catalogue
    clock: Clock

    def reply(self, connection: Connection, notice: Notice) -> Reply:
        """A notice as its subscribers get it."""
        numbers = published.corrected(connection, [notice])
        t = partial(self.catalogue.translate, self.ward.languages[0])
        public = self.settings.public_url
        attached = notice_files.of_notice(connection, notice.id, public)
        return notice_words.reply(notice, numbers.get(notice.corrects or 0), self.ward, public, t, None, attached)

    def look(self, connection: Connection, notice: Notice) -> Look:
        """All that should be seen before a notice goes."""
        now = self.clock.now()
        reply = self.reply(connection, notice)
        reach, broken = reached(connection, notice, self.channels, reply, now)
        words = f"{notice.title}\n{notice.text}"
        return Look(
            reply,
            [self._size(name, channel, reply) for name, channel in self.channels.items()],
            notice_checks.doubts(words, notice.link, self.clock.local().date()),
            reach,
            broken if notice.state in UNDECIDED else [],
            -(-reach.channels.get("telegram", 0) // max(1, int(self.settings.telegram_rate * 60))),
            alike(connection, notice, now) if notice.state in UNDECIDED else None,
            None if notice.urgent else self.ward.quiet_until(max(now, notice.due or now)),
        )

    def two_people(self, connection: Connection) -> bool:
        """Whether whoever wrote a notice must not approve it."""
        setting = self.settings.news_two_people
        return len(staff.listed(connection)) > 1 if setting == "auto" else setting == "on"

    def may_approve(self, connection: Connection, member: int, notice: Notice) -> bool:
        """Whether this member's approval would be taken."""
        own = member in (notice.author, notice.editor)
        return notice.urgent or not own or not self.two_people(connection)

    def submit(self, connection: Connection, by: By, notice: int, version: int) -> int:
        """Ask for approval, and tell in the chat everybody who may give it; returns how many chats.

        Raises `NoticeError`.
        """
        now = self.clock.now()
        notices.submit(connection, by, notice, version, now)
        known = find(connection, notice)
        if known is None:
            return 0
        told = 0
        for account in staff.accounts(connection):
            language = people.language_of(connection, account.person)
            if language is None or account.staff in (known.author, known.editor):
                continue
            about = f"approve:{notice}:{version}:{now.timestamp():.0f}:{account.person}"
            asked = self._asked(known, by.name, language)
            told += outbox.put(connection, account.person, "alert", about, asked, now, urgent=known.urgent)
        return told

    def said_of(self, notice: Notice, told: int, language: str) -> str:
        """What whoever asked for approval is told; in quiet hours the others hear of it when these end."""
        t = partial(self.catalogue.translate, language)
        until = None if notice.urgent else self.ward.quiet_until(self.clock.now())
        if not told:
            return t(
                "It waits for approval. Nobody else has a chat account linked: please tell them to look at the page "
                "“News”."
            )
        if until:
            moment = f"{until:%H:%M}"
            return t("It waits for approval; whoever may approve it is told in their chat at {moment}.", moment=moment)
        return t("It waits for approval; whoever may approve it is told in their chat.")

    def hand_back(self, connection: Connection, by: By, notice: int, version: int, why: str = "") -> None:
        """Give it back to whoever wrote it, and tell them. Raises `NoticeError`."""
        now = self.clock.now()
        notices.hand_back(connection, by, notice, version, now, why)
        known = find(connection, notice)
        for account in staff.accounts(connection):
            language = people.language_of(connection, account.person)
            if known is None or language is None or account.staff not in (known.author, known.editor):
                continue
            t = partial(self.catalogue.translate, language)
            said = t("{name} gave “{title}” back to you.", name=by.name, title=known.title)
            reason = t("Reason: {reason}", reason=why) if why else ""
            buttons = (Button(t("Look at it"), f"notice:show:{notice}"),)
            about = f"back:{notice}:{version}:{now.timestamp():.0f}:{account.person}"
            told = Reply(f"{said} {reason}".strip(), buttons=buttons)
            outbox.put(connection, account.person, "alert", about, told, now)

    def approve(
        self,
        connection: Connection,
        by: By,
        notice: int,
        version: int,
        due: datetime | None = None,
        again: bool = False,
    ) -> None:
        """Let it go; whoever wrote and whoever approved it watch it in their chats. Raises `NoticeError`."""
        two = self.two_people(connection)
        notices.approve(connection, by, notice, version, self.clock.now(), two_people=two, due=due, again=again)
        self._watch(connection, notice)

    def send_again(self, connection: Connection, by: By, notice: int, unknown: bool = False) -> int:
        """Try once more for whom it failed; returns how many. Raises `NoticeError`."""
        count = notices.send_again(connection, by, notice, self.clock.now(), unknown=unknown)
        self._watch(connection, notice)
        return count

    def try_out(self, connection: Connection, member: int, notice: Notice) -> int:
        """Send it to a member's own chat accounts as it would arrive; returns how many there are."""
        now = self.clock.now()
        reply = self.reply(connection, notice)
        own = [one for one in staff.accounts(connection) if one.staff == member]
        for one in own:
            about = f"try:{notice.id}:{now.timestamp():.0f}:{one.person}"
            outbox.put(connection, one.person, "link", about, reply, now, urgent=True)
        return len(own)

    def _watch(self, connection: Connection, notice: int) -> None:
        known = find(connection, notice)
        if known:
            concerned = {known.author, known.approver}
            mine = [account.person for account in staff.accounts(connection) if account.staff in concerned]
            watchers.watch(connection, notice, mine)

    def _size(self, name: str, channel: Channel, reply: Reply) -> Size:
        limits = channel.limits
        whole = "\n\n".join(part for part in (f"{reply.title}\n{reply.text}", reply.note) if part)
        length = limits.length(whole)
        hours = limits.window // timedelta(hours=1) if limits.window else None
        return Size(name, length, messages(channel, reply), channel.left(), hours)

    def _asked(self, notice: Notice, writer: str, language: str) -> Reply:
        """The message that asks for approval."""
        t = partial(self.catalogue.translate, language)
        text = notice.text if len(notice.text) <= _TOLD else f"{notice.text[:_TOLD].rstrip()}…"
        topic = self.ward.topic(notice.topic)
        facts = [topic.said(language) if topic else "", notice_words.for_whom(notice, t)]
        facts.append(notice_words.validity(notice, t))
        buttons = (
            Button(t("Approve"), f"notice:ok:{notice.id}:{notice.version}"),
            Button(t("Give back"), f"notice:back:{notice.id}:{notice.version}"),
            Button(t("Look at it"), f"notice:show:{notice.id}"),
        )
        return Reply(
            f"{notice_words.heading(notice, None, t)}\n{text}",
            title=t("{name} asks you to approve a notice", name=writer),
            note=". ".join(fact for fact in facts if fact),
            buttons=buttons,
        )
