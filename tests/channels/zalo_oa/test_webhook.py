"""The webhook: signed over raw bytes, answered in time whatever happens behind, and what its events mean."""

from __future__ import annotations

import asyncio
import logging
import time
from typing import Any

import aiohttp
import orjson
import pytest

from bot.channels.zalo_common import storing
from bot.channels.zalo_oa.webhook import HEADER, MAX_BODY, PATH
from bot.messages import Incoming, What
from bot.storage.database import Database
from bot.storage.errors import DatabaseError
from tests.channels.zalo_oa.rig import Running, running
from tests.fakes.zalo import ZaloFake
from tests.fakes.zalo_api.oauth import APP_SECRET, OA_ID
from tests.fakes.zalo_api.people import Citizen


async def post(run: Running, body: bytes, **headers: str) -> int:
    async with aiohttp.ClientSession() as session, session.post(run.url + PATH, data=body, headers=headers) as answer:
        return answer.status


async def test_words_arrive(run: Running, user: Citizen) -> None:
    event = await user.says("Xin cha\u0300o\0")
    (incoming,) = run.taken.got
    assert (incoming.what, incoming.text) == (What.TEXT, "Xin chào")
    assert tuple(incoming.address) == ("zalo_oa", user.id, "")
    assert incoming.event == event["message"]["msg_id"]
    assert incoming.sent_at == run.clock.now()
    assert run.fake.oa.statuses == [200]


@pytest.mark.parametrize(
    ("kind", "content", "what"),
    [
        ("image", {"text": "giấy này", "attachments": [{"type": "image"}]}, What.PHOTO),
        ("gif", {}, What.STICKER),
        ("link", {"text": "https://phuong.example"}, What.TEXT),
        ("link", {"attachments": [{"type": "link"}]}, What.OTHER),
        ("audio", {}, What.VOICE),
        ("video", {}, What.VIDEO),
        ("sticker", {}, What.STICKER),
        ("location", {}, What.LOCATION),
        ("business_card", {}, What.CONTACT),
        ("file", {}, What.FILE),
        ("hologram", {}, What.OTHER),
        ("follow", {}, What.CAME),
        ("unfollow", {}, What.LEFT),
    ],
)
async def test_every_kind_is_taken(run: Running, user: Citizen, kind: str, content: dict[str, Any], what: What) -> None:
    await user.sends(kind, **content)
    assert [incoming.what for incoming in run.taken.got] == [what]
    assert run.fake.oa.statuses == [200]


@pytest.mark.parametrize(
    "name",
    [
        "user_seen_message",
        "user_received_message",
        "user_submit_info",
        "user_feedback",
        "add_user_to_tag",
        "user_send_group_text",
        "oa_send_text",
        "oa_send_group_text",
        "something_new",
        None,
    ],
)
async def test_what_wants_no_answer_is_confirmed_and_left(run: Running, user: Citizen, name: str | None) -> None:
    event = {"event_name": name, "sender": {"id": user.id}, "message": {"msg_id": "1", "text": "x"}, "timestamp": "1"}
    assert await run.fake.oa.push(event) == 200
    assert run.taken.got == []


async def test_a_pressed_button_is_no_typed_word(run: Running, user: Citizen) -> None:
    await user.says("hl:show:khai-sinh:fee")
    assert [(i.what, i.data, i.text) for i in run.taken.got] == [(What.BUTTON, "show:khai-sinh:fee", "")]


@pytest.mark.parametrize(("first", "secret"), [(OA_ID, ""), ("", APP_SECRET)])
async def test_the_other_ways_to_sign_that_were_reported_are_taken_and_told_of(
    run: Running, user: Citizen, first: str, secret: str, caplog: pytest.LogCaptureFixture
) -> None:
    run.fake.oa.first_term = first or run.fake.oa.first_term
    run.fake.oa.secret = secret or run.fake.oa.secret
    with caplog.at_level(logging.INFO):
        await user.says("một")
        await user.says("hai")
    assert len(run.taken.got) == 2
    assert caplog.text.count("Zalo signs the webhook with") == 1


@pytest.mark.parametrize("mac", ["", "mac=", "mac=0", "x", "mac=" + "0" * 64, "mac=é"])
async def test_a_wrong_or_missing_signature_is_refused(run: Running, mac: str) -> None:
    body = b'{"event_name":"user_send_text","sender":{"id":"1"},"message":{"text":"x"},"timestamp":"1"}'
    assert await post(run, body, **({HEADER: mac} if mac else {})) == 403
    assert run.taken.got == []


async def test_one_changed_byte_breaks_the_signature(run: Running) -> None:
    body = b'{"event_name":"user_send_text","sender":{"id":"1"},"message":{"text":"x"},"timestamp":"1"}'
    mac = f"mac={run.fake.oa.sign(body, '1')}"
    assert await post(run, body, **{HEADER: mac}) == 200
    assert await post(run, body.replace(b'"x"', b'"y"'), **{HEADER: mac}) == 403
    assert await post(run, orjson.dumps(orjson.loads(body), option=orjson.OPT_INDENT_2), **{HEADER: mac}) == 403


@pytest.mark.parametrize("body", [b"{", b"null", b"[1]", b"{}", b"\xff\xfe", b'{"timestamp":{}}'])
async def test_what_is_no_event_is_refused_without_a_stumble(run: Running, body: bytes) -> None:
    assert await post(run, body) == 403


async def test_an_empty_look_is_answered_and_a_flood_is_not_read(run: Running) -> None:
    assert await post(run, b"") == 200
    assert await post(run, b"x" * (MAX_BODY + 1)) == 413


async def test_zalo_is_answered_in_time_though_storing_takes_long(
    run: Running, user: Citizen, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(storing, "SOON", 0.1)
    done = asyncio.Event()
    take = run.taken.take

    async def slow(incoming: Incoming) -> None:
        await done.wait()
        await take(incoming)

    run.channel._storing.take = slow
    began = time.monotonic()
    await user.says("một")
    assert (time.monotonic() - began < 1.5, run.fake.oa.statuses) == (True, [503])
    done.set()
    assert [incoming.text for incoming in await run.taken.has(1)] == ["một"]


async def test_what_the_database_does_not_take_is_kept_and_tried_again(
    run: Running, user: Citizen, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(storing, "SOON", 0.05)
    run.taken.failures, run.taken.failure = 1_000_000, DatabaseError("the disk is full")
    await user.says("một")
    assert "cannot be stored" in (run.channel.problem() or "")
    run.taken.failures = 0
    await run.taken.has(1)


async def test_a_human_in_the_inbox_silences_the_bot_for_a_while(run: Running, user: Citizen) -> None:
    neighbour = run.fake.follower("111")
    await run.fake.oa.echo(user.screen, "Dạ tôi là cán bộ", admin="9")
    await user.says("dạ em hỏi thêm")
    await neighbour.says("khai sinh")
    await user.sends("unfollow")
    assert [incoming.text or incoming.what for incoming in run.taken.got] == ["khai sinh", What.LEFT]
    run.fake.clock.advance(30 * 60)  # type: ignore[attr-defined]
    await user.says("còn ai không")
    assert run.taken.got[-1].text == "còn ai không"


async def test_an_echo_of_our_own_words_silences_nothing(run: Running, user: Citizen) -> None:
    await run.fake.oa.echo(user.screen, "Dạ tôi là máy")
    await user.says("phí bao nhiêu")
    assert [incoming.text for incoming in run.taken.got] == ["phí bao nhiêu"]


async def test_the_silence_can_be_switched_off(fake: ZaloFake, database: Database, user: Citizen) -> None:
    async with running(fake, database, zalo_oa_silence_minutes=0) as run:
        await fake.oa.echo(user.screen, "Dạ tôi là cán bộ", admin="9")
        await user.says("khai sinh")
        assert len(run.taken.got) == 1
