"""What the posters at the desk hold: for each counter and channel an address and the code that is typed instead."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from bot import codes
from bot.counter_codes import GRACE, CounterCodes, Quarter
from bot.links import AT_COUNTER, web_link
from bot.ward import Ward

WEB = "webchat"


@dataclass(frozen=True)
class Poster:
    """One sheet of paper. `counter` is "" for the whole desk; `address` is where one types the code by hand.

    `typed` says that the link only opens a talk: the code must be sent there.
    """

    counter: str
    name: str
    channel: str
    link: str
    code: str
    address: str
    until: date  # the last day on which the code is taken
    typed: bool = False


def codes_of(ward: Ward, key: bytes) -> CounterCodes:
    """The codes of a ward's counters, made with its key."""
    return CounterCodes(key, ward.name, tuple(counter.id for counter in ward.counters))


def counters_of(ward: Ward) -> dict[str, str]:
    """The counters to choose from by their ids, "" being the whole desk, which there always is."""
    return {"": "", **{counter.id: counter.name for counter in ward.counters}}


def posters(
    ward: Ward,
    key: bytes,
    quarter: Quarter,
    wanted: Iterable[str],
    public_url: str,
    deep_links: Mapping[str, Callable[[str], str]],
    chats: Mapping[str, str],
) -> list[Poster]:
    """A poster for each of the wanted counters and each channel with an address: for a code, or (`chats`) at all."""
    made, signed, names = [], codes_of(ward, key), counters_of(ward)
    until = quarter.moved(1).first + GRACE - timedelta(days=1)
    for counter in wanted:
        code = signed.code(counter, quarter)
        payload = AT_COUNTER + code
        links = {WEB: web_link(public_url, payload)} if public_url else {}
        links |= {name: link for name, deep_link in deep_links.items() if (link := deep_link(payload))}
        for channel, link in links.items():
            address = public_url.split("://", 1)[-1] if channel == WEB else link.split("?")[0].split("://", 1)[-1]
            made.append(Poster(counter, names[counter], channel, link, codes.shown(code), address, until))
        for channel, link in chats.items():
            if channel not in links:
                address = link.split("://", 1)[-1]
                made.append(Poster(counter, names[counter], channel, link, codes.shown(code), address, until, True))
    return made
