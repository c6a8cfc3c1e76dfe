"""Ways beside the talks: chosen by what was read, taken by one, kept step by step, again only when somebody says so."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import update

from bot.messages import Address
from bot.storage import notice_posts, notices, people, rating_forms, visits
from bot.storage.audit import OPERATOR
from bot.storage.database import Database
from bot.storage.notice_posts import Posted, Way
from bot.storage.notice_rows import State
from bot.storage.notices import NoticeError, Refusal
from bot.storage.tables import notices as table
from tests.kit import MONDAY_MORNING as NOW
from tests.newskit import WATER

ARTICLE, GROUP = Way("article", "", 900, 3), Way("group:1", "Khóm 1", 40)


async def going(database: Database) -> int:
    """A notice with two ways, that goes."""
    notice = await database.write(partial(notices.write, by=OPERATOR, draft=WATER, now=NOW))
    chosen = [("zalo_oa", ARTICLE), ("zalo_oa", GROUP)]
    work = partial(notices.choose_ways, by=OPERATOR, notice=notice, version=1, chosen=chosen, now=NOW)
    await database.write(work)
    assert await database.write(partial(notice_posts.claim, channels=["zalo_oa"], now=NOW)) is None, "not approved yet"
    begun = update(table).where(table.c.id == notice).values(state=State.DONE, number=1)
    await database.write(lambda connection: connection.execute(begun))
    return notice


async def test_each_is_taken_by_one_and_goes_on_where_it_was(database: Database) -> None:
    notice = await going(database)
    claim = partial(notice_posts.claim, channels=["zalo_oa"], now=NOW)
    assert await database.write(partial(claim, channels=["telegram"])) is None
    taken = await asyncio.gather(*(database.write(claim) for _ in range(4)))
    posts = [post for post in taken if post]
    assert sorted(post.way for post in posts) == ["article", "group:1"]
    first = posts[0]
    await database.write(partial(notice_posts.note, post=first.id, so_far=Posted(1, "token")))
    late = NOW + timedelta(minutes=1)
    await database.write(partial(notice_posts.later, post=first.id, due=late, tries=1, why="slow"))
    assert await database.write(claim) is None, "not before its time"
    once_more = await database.write(partial(claim, now=late))
    assert once_more
    assert (once_more.so_far, once_more.tries) == (Posted(1, "token"), 1)
    await database.write(partial(notice_posts.end, post=first.id, state="sent", now=NOW))
    assert await database.write(partial(notice_posts.settle, channels=["zalo_oa"], now=NOW)) == 1
    found = await database.read(partial(notice_posts.of_notice, notice=notice))
    assert sorted(post.state for post in found) == ["sent", "unknown"]
    assert await database.write(partial(notices.post_again, by=OPERATOR, notice=notice, now=NOW)) == 1
    with pytest.raises(NoticeError):
        await database.write(partial(notices.post_again, by=OPERATOR, notice=notice, now=NOW))


async def test_what_was_changed_meanwhile_is_not_chosen_for(database: Database) -> None:
    notice = await going(database)
    work = partial(notices.choose_ways, by=OPERATOR, notice=notice, chosen=[], now=NOW)
    with pytest.raises(NoticeError) as refused:
        await database.write(partial(work, version=2))
    assert refused.value.why is Refusal.STATE, "it goes already"
    other = await database.write(partial(notices.write, by=OPERATOR, draft=WATER, now=NOW))
    with pytest.raises(NoticeError) as refused:
        await database.write(partial(work, notice=other, version=7))
    assert refused.value.why is Refusal.CHANGED


async def test_a_form_is_known_by_its_message_to_its_person_alone_until_it_is_swept(database: Database) -> None:
    address = Address("zalo_oa", "ba-tu")
    who = (await database.write(partial(people.meet, address=address, language="vi", now=NOW))).person.id
    (code,) = await database.read(partial(visits.new_codes, count=1))
    visit = await database.write(partial(visits.add, source="page", now=NOW, code=code, received=NOW))
    shown = partial(rating_forms.shown, visit=visit.id, address=address, now=NOW)
    await database.write(partial(shown, message="m1"))
    await database.write(partial(shown, message="m2"))
    assert await database.read(partial(rating_forms.was_shown, visit=visit.id))
    assert await database.read(partial(rating_forms.whose, message="m1")) == "ba-tu"
    assert await database.read(partial(rating_forms.whose, message="m2")) == "", "the first one stands"
    found = await database.read(partial(rating_forms.visit_of, message="m1", person=who))
    assert found
    assert found.id == visit.id
    assert await database.read(partial(rating_forms.visit_of, message="m1", person=who + 1)) is None
    later = NOW + timedelta(days=31)
    assert await database.write(partial(rating_forms.sweep, before=later, at_most=10)) == 1
