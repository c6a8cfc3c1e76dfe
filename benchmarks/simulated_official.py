"""The officials of benchmarks/learning.py: one proposes by the real check and storage, a second one decides."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import Connection

from bot.editing import check, fold
from bot.learning import Group, Place, decision_on, groups_of
from bot.storage import entry_changes, groups, staff
from bot.storage.audit import OPERATOR, By
from bot.storage.database import Database
from bot.storage.entry_changes import Act, Change, Proposal
from bot.storage.groups import State
from bot.storage.staff import ADMINISTRATOR
from faq import Library
from faq.overlay import fingerprint
from faq.text import folded

_AT_LEAST = 2  # people who asked, before the official looks at a group
_A_DAY = 5  # groups that the official finds time for
_WAYS = 5  # taught at once
_NEW_NEEDS = 3  # ways that a new entry must have
_ANSWER = "Câu trả lời mô phỏng, dùng để đo: cán bộ phường hướng dẫn việc này tại quầy."


class Official:
    """Two of the staff, and the library in use. `meant` says what each text means, which the official knows."""

    def __init__(
        self, database: Database, library: Library, meant: dict[str, str], matters: Mapping[str, Mapping[str, object]]
    ) -> None:
        self.database, self.library = database, library
        self.meant, self.matters = meant, matters
        self._one = self._two = OPERATOR

    async def hire(self, now: datetime) -> None:
        """Take both into the staff."""
        by = []
        for name in ("Người đề nghị", "Người duyệt"):
            work = partial(staff.add, by=OPERATOR, name=name, role=ADMINISTRATOR, fields=(), now=now)
            member = await self.database.write(work)
            by.append(By(member.id, member.name))
        self._one, self._two = by

    async def morning(self, now: datetime) -> tuple[int, int]:
        """The second one decides on what was proposed the day before; how many went live, how many were refused."""
        done = [await self._decided(change, now) for change in await self.database.read(entry_changes.waiting)]
        return sum(done), len(done) - sum(done)

    async def evening(self, now: datetime) -> int:
        """The first one works through what most people asked; returns how many groups are open then."""
        found = [one for one in await groups_of(self.database.read, self.library) if one.place is Place.OPEN]
        due = [group for group in found if group.people >= _AT_LEAST][:_A_DAY]
        written: set[str] = set()
        for group in due:
            matter = self._matter(group)
            if matter not in written:
                written.add(matter)
                await self._settle(group, matter, found, now)
        return len(found)

    async def _settle(self, group: Group, matter: str, others: list[Group], now: datetime) -> None:
        """Teach a group, or put it aside."""
        if not matter:
            await self._decide(group, State.IGNORED, None, now)
            return
        ways = [way.text for way in group.ways if self.meant.get(way.text) == matter]
        if matter in self.library.entries:
            proposal = self._ways(matter, ways)
        else:
            also = [way.text for other in others for way in other.ways if self.meant.get(way.text) == matter]
            proposal = self._entry(matter, list(dict.fromkeys((*ways, *also))))
        if proposal:
            await self._decide(group, State.TAUGHT, proposal, now)

    def _ways(self, entry: str, ways: list[str]) -> Proposal | None:
        """The ways that the check lets pass, each for itself and together."""
        known = self.library.entries[entry]
        said = {folded(way) for way in (known.name, known.short, *known.ways)}
        new = list({folded(way): way for way in ways if folded(way) not in said}.values())[:_WAYS]
        base = fingerprint(self.library.laid.shipped.get(entry))
        return self._passing(Proposal(entry, Act.WAY, {"ways": new}, "mô phỏng", known.field, base))

    def _entry(self, matter: str, ways: list[str]) -> Proposal | None:
        """A new entry with a simulated answer."""
        told = self.matters[matter]
        distinct = list({folded(way): way for way in ways}.values())
        if len(distinct) < _NEW_NEEDS:
            return None
        name, field = str(told["name"]), str(told["field"])
        body: dict[str, Any] = {"id": matter, "kind": "ward", "name": name, "short": name, "field": field}
        body |= {"ways": distinct[: 2 * _WAYS], "summary": _ANSWER, "source": {"title": "mô phỏng"}}
        body |= {"as_of": "none", "checked_on": "2026-11-02"}
        return self._passing(Proposal(matter, Act.WRITE, body, "mô phỏng", field))

    def _passing(self, proposal: Proposal) -> Proposal | None:
        """The proposal without the ways that the check forbids, None where nothing that can be proposed is left."""
        ways = list(proposal.body["ways"])
        while ways:
            body = {**proposal.body, "ways": ways}
            findings = check(self.library, proposal.entry, proposal.act, body)
            if findings.fine and not findings.lost:
                return replace(proposal, body=body, figures=findings.figures())
            named = {str(one.values.get("way")) for one in findings.forbidden}
            left = [way for way in ways if way not in named]
            ways = left if len(left) < len(ways) else ways[:-1]
        return None

    async def _decided(self, change: Change, now: datetime) -> bool:
        """Whether a proposal goes live: what costs any question of the project's set does not."""
        findings = check(self.library, change.entry, change.act, change.body)
        fine = findings.fine and not findings.lost
        work = partial(entry_changes.decide, by=self._two, change=change.id, now=now, approve=fine)
        await self.database.write(work)
        if fine:
            self.library = self.library.under(fold(await self.database.read(entry_changes.live)))
        return fine

    async def _decide(self, group: Group, state: State, proposal: Proposal | None, now: datetime) -> None:
        decision = decision_on(group, state, "mô phỏng", entry=proposal.entry if proposal else None)

        def keep(connection: Connection) -> None:
            number = groups.decide(connection, self._one, decision, now)
            if number is not None and proposal is not None:
                entry_changes.propose(connection, self._one, replace(proposal, group=str(number)), now)

        await self.database.write(keep)

    def _matter(self, group: Group) -> str:
        """What most of a group means."""
        said = Counter({matter: 0 for way in group.ways if (matter := self.meant.get(way.text, "")) is not None})
        for way in group.ways:
            said[self.meant.get(way.text, "")] += way.times
        return said.most_common(1)[0][0] if said else ""
