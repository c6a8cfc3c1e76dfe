"""What other sites may do to us; we never wait for ever, swallow anything, or ask inside a closed network."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from bot.feeds.addresses import is_open
from bot.feeds.fetching import Validators
from bot.feeds.trouble import FetchError
from tests.fakes.site import Site, bomb
from tests.kit import SetClock

LONGEST = 1024 * 1024


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    async with Site.running() as site:
        yield site


async def refused(site: Site, url: str, deadline: float = 20.0, clock: SetClock | None = None) -> FetchError:
    with pytest.raises(FetchError) as caught:
        await site.fetcher(clock or SetClock(), deadline).get(url, LONGEST)
    return caught.value


async def test_asks_politely_and_tells_who_it_is(site: Site) -> None:
    url = site.put("/a", "xin chào", ETag='"1"')
    fetcher = site.fetcher(SetClock())
    first = await fetcher.get(url, LONGEST)
    assert first.body == "xin chào".encode()
    assert site.headers["User-Agent"].startswith("HaiLong/")
    assert site.headers["Host"] == f"cong.example:{site.server.port}"
    again = await fetcher.get(url, LONGEST, first.validators)
    assert again.body is None
    assert again.validators == Validators('"1"', "")
    assert site.asked["/robots.txt"] == 1


@pytest.mark.parametrize("how", ["never", "slow"])
async def test_a_slow_site_is_left_after_the_deadline(site: Site, how: str) -> None:
    url = site.put("/a", "x", how=how)
    assert (await refused(site, url, deadline=0.5)).why == "slow"


async def test_an_endless_answer_is_cut_off(site: Site) -> None:
    assert (await refused(site, site.put("/a", "", how="endless"))).why == "large"


async def test_a_small_answer_that_unpacks_to_a_huge_one_is_refused(site: Site) -> None:
    assert (await refused(site, site.put("/a", bomb(64), Content_Encoding="gzip"))).why == "large"


@pytest.mark.parametrize(
    "to",
    [
        "http://127.0.0.1:1/",
        "http://localhost:1/",
        "http://[::1]/",
        "http://[::ffff:10.0.0.1]/",
        "http://169.254.169.254/x",
    ],
)
async def test_a_redirect_into_a_closed_network_is_refused(site: Site, to: str) -> None:
    site.names |= {"localhost": ["127.0.0.1"], "::1": ["::1"], "::ffff:10.0.0.1": ["::ffff:10.0.0.1"]}
    error = await refused(site, site.put("/a", "", 302, Location=to))
    assert error.why == "private"


async def test_a_name_that_leads_into_a_closed_network_is_refused(site: Site) -> None:
    site.names["nha.example"] = ["93.184.216.34", "192.168.1.1"]  # one open address does not make up for it
    assert (await refused(site, site.url("/a", "nha.example"))).why == "private"
    assert (await refused(site, site.url("/a", "khong-co.example"))).why == "name"


async def test_what_was_checked_is_what_is_connected_to(site: Site) -> None:
    """A name that changes after it was looked at leads nowhere else: each hop looks it up once."""
    fetcher = site.fetcher(SetClock())
    url = site.put("/a", "x")
    await fetcher.get(url, LONGEST)
    before = site.looked_up["cong.example"]
    await fetcher.get(url, LONGEST)
    assert site.looked_up["cong.example"] - before == 1


async def test_no_other_scheme_and_no_endless_redirects(site: Site) -> None:
    assert (await refused(site, site.put("/a", "", 302, Location="ftp://cong.example/a"))).why == "address"
    assert (await refused(site, site.put("/b", "", 302, Location="/b"))).why == "redirects"


async def test_what_a_site_does_not_want_read_is_not_read(site: Site) -> None:
    site.put("/robots.txt", "User-agent: *\nDisallow: /rieng\nCrawl-delay: 7")
    fetcher = site.fetcher(SetClock())
    await fetcher.get(site.put("/chung", "x"), LONGEST)
    assert fetcher.pause(site.url("/chung")) == 7
    with pytest.raises(FetchError, match="robots"):
        await fetcher.get(site.put("/rieng/a", "x"), LONGEST)
    assert site.asked["/rieng/a"] == 0


@pytest.mark.parametrize(("said", "seconds"), [("120", 120), ("Mon, 23 Nov 2026 02:05:00 GMT", 300), ("999999", 86400)])
async def test_retry_after_is_understood(site: Site, said: str, seconds: int) -> None:
    clock = SetClock()
    error = await refused(site, site.put("/a", "", 429, Retry_After=said), clock=clock)
    assert error.why == "busy"
    assert error.retry_at == clock.now() + timedelta(seconds=seconds)


@pytest.mark.parametrize(
    "address",
    [
        "10.0.0.1",
        "127.0.0.1",
        "169.254.1.1",
        "::1",
        "fe80::1%eth0",
        "fc00::1",
        "64:ff9b::a00:1",
        "2002:7f00:1::",
        "0.0.0.0",
    ],
)
def test_closed_addresses(address: str) -> None:
    assert not is_open(address)


def test_open_addresses() -> None:
    assert is_open("93.184.216.34")
    assert is_open("2606:4700::1111")
