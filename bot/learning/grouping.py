"""From single questions to groups that ask the same, ranked by how many people asked."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import TypeVar

from bot.storage.entry_change_rows import Change
from bot.storage.entry_change_rows import State as Step
from bot.storage.groups import Decision, Kept, Missed, State
from bot.storage.staff_rows import Member
from faq import Library, Verdict
from faq.text import folded

_T = TypeVar("_T")
GREW = 5  # people who must ask it anew before an ignored group comes back; more where more had asked it before
_LOOKED_AT = 500  # open groups for which the search is asked again what it makes of them
_LIKELY = 0.3  # score from which a candidate tells of which field of work a question may be
_WAYS = 12  # different ways of asking that are shown


class Place(StrEnum):
    """Where a group stands."""

    OPEN = "open"
    WAITING = "waiting"  # a change was proposed for it and waits for a second person
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Way:
    """One way of asking as somebody typed it first, and how often it was asked in the same words."""

    text: str
    times: int


@dataclass(frozen=True, slots=True)
class Said:
    """What the bot said to some of the questions: the verdict, the entry meant or offered first, how often."""

    verdict: str
    entry: str | None
    times: int


@dataclass(frozen=True, slots=True)
class Group:
    """Questions that ask the same. `key` is for addresses; `question` and `words` are those of the one that leads it.

    `people` and `times` count what is open: since the change for it went live, or all of it. `candidates` are the
    entries the search thinks of, `now` the one it would answer from today, if that is another than it did.
    """

    key: str
    question: str
    words: str
    place: Place
    people: int = 0
    times: int = 0
    first: datetime | None = None
    last: datetime | None = None
    ways: tuple[Way, ...] = ()
    said: tuple[Said, ...] = ()
    chosen: tuple[tuple[str, int], ...] = ()  # what they picked instead ("none": none of what was offered), how often
    unhelpful: int = 0
    fields: frozenset[str] = frozenset()
    candidates: tuple[str, ...] = ()
    now: str = ""
    kept: Kept | None = None
    change: Change | None = None

    @property
    def again(self) -> bool:
        """Whether it is open once more after something was decided on it."""
        return self.place is Place.OPEN and self.kept is not None and self.kept.state in (State.IGNORED, State.TAUGHT)


def grouped(
    library: Library, missed: Sequence[Missed], kept: Sequence[Kept], changes: Mapping[int, Change]
) -> list[Group]:
    """All groups: the open ones by rank, those that wait, then those that are done, the latest first."""
    leading = [one for one in kept if one.words]
    texts = [*(one.words or "" for one in leading), *(one.text for one in missed)]
    members: dict[int, list[Missed]] = defaultdict(list)
    for one, leader in zip(missed, library.likeness.leaders(texts, len(leading))[len(leading) :], strict=True):
        members[leader].append(one)
    found = [_kept_one(one, members.pop(place, []), changes) for place, one in enumerate(leading)]
    found += [_kept_one(one, [], changes) for one in kept if not one.words and one.state is not State.OPEN]
    found += [_counted(_new_one(some[0]), some) for some in members.values()]
    return sorted(_looked_at(library, sorted(found, key=_rank)), key=_rank)


def may_see(group: Group, member: Member) -> bool:
    """Whether a group is one of the staff's business: of their fields, or of no known one."""
    return not group.fields or member.serves(group.fields)


def decision_on(
    group: Group, state: State, reason: str, *, entry: str | None = None, field: str | None = None
) -> Decision:
    """A decision on a group as it was seen: it does not stand where somebody decided since."""
    kept = group.kept
    words, people = group.words, group.people
    if kept is None:
        return Decision(state, group.question, words, people, reason, entry=entry, field=field)
    return Decision(state, group.question, words, people, reason, kept.id, kept.state, entry, field)


def _new_one(lead: Missed) -> Group:
    return Group(lead.id, lead.id, lead.text, Place.OPEN)


def _kept_one(kept: Kept, members: list[Missed], changes: Mapping[int, Change]) -> Group:
    """A group that was decided on, with the questions that are open of it."""
    change = changes.get(kept.id) if kept.state is State.TAUGHT else None
    group = Group(f"g{kept.id}", kept.question or "", kept.words or "", Place.OPEN, kept=kept, change=change)
    since = [one for one in members if one.asked > kept.at]
    if kept.state is State.IGNORED and len({one.person for one in since}) < max(GREW, kept.people):
        return _counted(replace(group, place=Place.DONE), members)
    if change is not None and change.state is Step.PROPOSED:
        return _counted(replace(group, place=Place.WAITING), members)
    if change is not None and change.state is Step.LIVE:
        still = [one for one in members if change.decided is None or one.asked > change.decided]
        return _counted(group, still) if still else _counted(replace(group, place=Place.DONE), members)
    return _counted(group if members else replace(group, place=Place.DONE), members)


def _counted(group: Group, members: list[Missed]) -> Group:
    """With what can be told of its questions, and nothing of who asked them."""
    if not members:
        return group
    typed: dict[str, str] = {}
    for one in members:
        typed.setdefault(folded(one.text), one.text)
    times = Counter(folded(one.text) for one in members)
    said = Counter((one.verdict, one.entry or one.offered) for one in members)
    chosen = Counter(one.chosen for one in members if one.chosen)
    return replace(
        group,
        people=len({one.person for one in members}),
        times=len(members),
        first=members[0].asked,
        last=members[-1].asked,
        ways=tuple(Way(typed[words], count) for words, count in _most(times)[:_WAYS]),
        said=tuple(Said(verdict, entry, count) for (verdict, entry), count in _most(said)),
        chosen=tuple(_most(chosen)),
        unhelpful=sum(one.helpful is False for one in members),
    )


def _looked_at(library: Library, groups: Iterable[Group]) -> list[Group]:
    """With what the search makes of each today, and the fields of work that it may be of."""
    return [_searched(library, group, search=place < _LOOKED_AT) for place, group in enumerate(groups)]


def _searched(library: Library, group: Group, *, search: bool) -> Group:
    result = library.search(group.words) if search and group.words else None
    likely = [one.entry.id for one in result.candidates if one.score >= _LIKELY] if result else []
    told = [one.entry for one in group.said if one.entry] + [name for name, _ in group.chosen]
    names = list(dict.fromkeys(name for name in (*told, *likely) if name in library.entries))
    fields = frozenset(library.entries[name].field for name in names)
    now = ""
    if result and result.entry and result.verdict in (Verdict.ANSWER, Verdict.REDIRECT):
        now = "" if result.entry.id in told else result.entry.id
    if group.kept and group.kept.state is State.MOVED and group.kept.field:
        fields = frozenset((group.kept.field,))
    candidates = tuple(dict.fromkeys((*names, *(one.entry.id for one in (result.candidates if result else ())))))
    return replace(group, fields=fields, candidates=candidates[:6], now=now)


def _rank(group: Group) -> tuple[int, bool, int, int, float, str]:
    """Open ones first; what is answered by now behind the others; then by people, by times, and the latest first."""
    last = group.kept.at if group.kept and group.place is Place.DONE else group.last
    ages = -last.timestamp() if last else 0.0
    if group.place is Place.DONE:
        return (2, False, 0, 0, ages, group.key)
    return (list(Place).index(group.place), bool(group.now), -group.people, -group.times, ages, group.key)


def _most(counted: Counter[_T]) -> list[tuple[_T, int]]:
    """The most frequent first, of equals the one met first."""
    return sorted(counted.items(), key=lambda item: -item[1])
