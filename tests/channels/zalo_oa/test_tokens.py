"""The tokens: renewed in time and once, over crashes and beside other processes; a lost connection is told."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from datetime import timedelta
from functools import partial
from urllib.parse import parse_qsl, urlsplit

import pytest

from bot.channels.base import Outcome, SendFailed
from bot.channels.zalo_common import http
from bot.messages import Address, Reply
from bot.storage import oa_tokens
from bot.storage.database import Database
from bot.storage.errors import DatabaseError
from tests.channels.zalo_oa.rig import Running, connect, pair, running
from tests.fakes.zalo import ZaloFake
from tests.fakes.zalo_api.oauth import ACCESS_LASTS
from tests.fakes.zalo_api.people import Citizen
from tests.fakes.zalo_api.wire import OaError

TOKEN = "/v4/oa/access_token"
SEND = "/v3.0/oa/message/cs"


def most_used(fake: ZaloFake) -> int:
    """How often the most used refresh token came."""
    return max(Counter(fake.oa.oauth.used).values(), default=0)


async def test_they_are_renewed_before_they_end(run: Running, user: Citizen) -> None:
    run.fake.clock.advance(ACCESS_LASTS - 5 * 3600 - 60)  # type: ignore[attr-defined]
    await run.pauses.tick()
    assert run.fake.oa.oauth.used == []
    run.fake.clock.advance(120)  # type: ignore[attr-defined]
    await run.pauses.tick()
    assert len(run.fake.oa.oauth.used) == 1
    kept = await pair(run.database)
    assert kept.version == 2
    assert kept.access in run.fake.oa.oauth.access
    assert kept.refresh_ends - run.clock.now() == timedelta(days=90)
    await run.channel.send(Address("zalo_oa", user.id), Reply("Dạ"))
    assert run.channel.problem() is None


async def test_a_dead_access_token_is_replaced_and_the_message_goes_out(run: Running, user: Citizen) -> None:
    run.fake.oa.oauth.access = {}
    sends = [run.channel.send(Address("zalo_oa", user.id), Reply(f"Dạ {n}")) for n in range(8)]
    await asyncio.gather(*sends)
    assert len(user.heard()) == 8
    assert len(run.fake.oa.oauth.used) == 1


async def test_several_processes_renew_once(fake: ZaloFake, database: Database, user: Citizen) -> None:
    async with running(fake, database) as one, running(fake, database, connected=False) as two:
        fake.oa.oauth.access = {}
        channels = [one.channel, two.channel] * 5
        await asyncio.gather(*(channel.send(Address("zalo_oa", user.id), Reply("Dạ")) for channel in channels))
    assert len(user.heard()) == 10
    assert len(fake.oa.oauth.used) == 1


async def test_where_zalo_is_not_reached_it_is_tried_again(run: Running, user: Citizen) -> None:
    await run.fake.server.go_down()
    run.fake.clock.advance(ACCESS_LASTS - 3600)  # type: ignore[attr-defined]
    await run.pauses.tick()
    assert "cannot be renewed now" in (run.channel.problem() or "")
    await run.fake.server.come_back()
    await run.pauses.tick()
    assert (await pair(run.database)).version == 2
    assert run.channel.problem() is None


@pytest.mark.parametrize("kind", ["hang", "status", "garbage", "reset"])
async def test_a_renewal_that_broke_off_before_zalo_did_it_is_done_after_a_look(
    run: Running, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(http, "ANSWER_PATIENCE", 0.1)
    run.fake.breaks(kind, TOKEN)
    run.fake.clock.advance(ACCESS_LASTS - 3600)  # type: ignore[attr-defined]
    await run.pauses.tick()
    await run.pauses.tick()
    assert run.fake.oa.oauth.used == [], "it is not tried blindly"
    run.fake.clock.advance(180)  # type: ignore[attr-defined]
    await run.pauses.tick()
    assert (await pair(run.database)).version == 2
    assert most_used(run.fake) == 1


async def test_a_renewal_whose_answer_was_lost_is_never_repeated_and_told(
    run: Running, user: Citizen, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(http, "ANSWER_PATIENCE", 0.1)
    run.fake.breaks("hang", TOKEN, taken=True)
    run.fake.clock.advance(ACCESS_LASTS - 3600)  # type: ignore[attr-defined]
    await run.pauses.tick()
    run.fake.clock.advance(180)  # type: ignore[attr-defined]
    for _ in range(3):
        await run.pauses.tick()
    assert most_used(run.fake) == 1
    assert "connection is lost (a renewal broke off)" in (run.channel.problem() or "")
    assert "python -m bot zalo connect" in (run.channel.problem() or "")
    with pytest.raises(SendFailed) as caught:
        await run.channel.send(Address("zalo_oa", user.id), Reply("Dạ"))
    assert (caught.value.outcome, caught.value.account_wide) == (Outcome.RETRY, True)


async def test_a_process_that_died_while_it_renewed_leaves_nothing_stuck(run: Running) -> None:
    old = await pair(run.database)
    await run.database.write(partial(oa_tokens.claim, pair=old, now=run.clock.now()))
    run.fake.clock.advance(ACCESS_LASTS - 3600)  # type: ignore[attr-defined]
    await run.pauses.tick()
    assert (await pair(run.database)).version == 2


async def test_a_refresh_token_that_zalo_refuses_is_told_and_connecting_again_heals(
    run: Running, user: Citizen
) -> None:
    run.fake.refuses(TOKEN, OaError(-14014, "Invalid refresh token"), times=None)
    run.fake.oa.oauth.access = {}
    for _ in range(3):
        with pytest.raises(SendFailed):
            await run.channel.send(Address("zalo_oa", user.id), Reply("Dạ"))
    assert len(run.fake.called(TOKEN)) <= 1
    assert "Zalo refused to renew it, -14014" in (run.channel.problem() or "")
    await connect(run.fake, run.database, run.clock)
    await run.channel.send(Address("zalo_oa", user.id), Reply("Dạ"))
    assert run.channel.problem() is None


async def test_a_database_that_is_away_for_a_moment_does_not_lose_the_new_pair(
    run: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    failures = iter([True, True, False])
    keep = oa_tokens.renewed

    def renewed(*args: object, **how: object) -> bool:
        if next(failures):
            raise DatabaseError("the disk is full")
        return keep(*args, **how)  # type: ignore[arg-type]

    monkeypatch.setattr(oa_tokens, "renewed", renewed)
    run.fake.clock.advance(ACCESS_LASTS - 3600)  # type: ignore[attr-defined]
    await run.pauses.tick()
    assert (await pair(run.database)).access in run.fake.oa.oauth.access


async def test_one_that_could_not_be_renewed_for_long_is_warned_of(run: Running) -> None:
    assert run.channel.notice() is None
    run.fake.refuses(TOKEN, OaError(-32, "Too many requests"), times=None)
    await run.fake.server.go_down()
    run.fake.clock.advance(75 * 86_400)  # type: ignore[attr-defined]
    await run.pauses.tick()
    assert "ends in 15 days if it is not renewed" in (run.channel.notice() or "")


async def test_no_token_and_no_words_reach_a_log(
    fake: ZaloFake, database: Database, user: Citizen, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        async with running(fake, database) as run:
            fake.oa.oauth.access = {}
            await run.channel.send(Address("zalo_oa", user.id), Reply("chuyện riêng của bà con"))
            fake.refuses(SEND, OaError(-201, "bad"))
            with pytest.raises(SendFailed) as caught:
                await run.channel.send(Address("zalo_oa", user.id), Reply("chuyện riêng của bà con"))
            shown = f"{caplog.text} {caught.value!r} {caught.value.__cause__!r} {await pair(database)!r}"
    assert "access-token-" not in shown
    assert "refresh-token-" not in shown
    assert "chuyện riêng" not in shown


async def test_connecting_by_the_page(fake: ZaloFake, database: Database, user: Citizen) -> None:
    async with running(fake, database, connected=False) as run:
        assert "is not connected: connect it on the staff's page" in (run.channel.problem() or "")
        address = await run.channel.account.connecting.address()
        back = fake.oa.oauth.consent(dict(parse_qsl(urlsplit(address).query)))
        assert await run.get(back) == (200, "Đã nối Official Account. Anh chị có thể đóng trang này.\n")
        await run.channel.send(Address("zalo_oa", user.id), Reply("Dạ"))
        assert run.channel.problem() is None
        status, _ = await run.get(back)
        assert status == 502, "the code works once"
        assert (await pair(database)).version == 1


@pytest.mark.parametrize("state", ["", "x", "ffffffff.", "1.0", "zz.zz"])
async def test_a_callback_that_we_did_not_ask_for_changes_nothing(run: Running, state: str) -> None:
    status, _ = await run.get(f"https://chat.example/zalo-oa/callback?code=c&oa_id=1&state={state}")
    assert status == 400
    assert run.fake.called(TOKEN) == []


async def test_a_link_is_good_for_half_an_hour(fake: ZaloFake, database: Database) -> None:
    async with running(fake, database, connected=False) as run:
        address = await run.channel.account.connecting.address()
        back = fake.oa.oauth.consent(dict(parse_qsl(urlsplit(address).query)))
        fake.clock.advance(31 * 60)  # type: ignore[attr-defined]
        assert (await run.get(back))[0] == 400


async def test_another_account_than_the_wards_is_not_connected(fake: ZaloFake, database: Database) -> None:
    async with running(fake, database, connected=False, zalo_oa_id="999") as run:
        address = await run.channel.account.connecting.address()
        back = fake.oa.oauth.consent(dict(parse_qsl(urlsplit(address).query)))
        assert (await run.get(back))[0] == 400
        assert fake.called(TOKEN) == []
