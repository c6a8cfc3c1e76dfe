"""Asking back, picking, none of these, and the honest unknown."""

from __future__ import annotations

from sqlalchemy import Connection

from bot.storage.questions import Question, of_person
from bot.storage.tables import people
from tests.kit import Desk


async def kept(desk: Desk, who: str = "ba-tu") -> list[Question]:
    def read(connection: Connection) -> list[Question]:
        person = connection.execute(people.select().where(people.c.account == who)).one()
        return of_person(connection, person.id)

    return await desk.app.database.read(read)


async def test_a_group_asks_its_question_and_offers_its_members(kites: Desk) -> None:
    (reply,) = await kites.ask("trò chơi")
    assert reply.text == "Bà con chơi trò nào?"
    assert [b.label for b in reply.buttons] == ["Thả diều", "Đua ghe", "Ca hát", "Không phải những cái này"]


async def test_what_was_picked_is_kept_with_the_question_and_what_was_asked_is_answered(kites: Desk) -> None:
    await kites.ask("trò chơi lệ phí bao nhiêu")
    (reply,) = await kites.ask("số 2")
    assert reply.title == "Đua ghe"
    assert reply.text.startswith("Lệ phí:")
    question = (await kept(kites))[0]
    assert (question.verdict, question.chosen, question.topic) == ("clarify", "dua-ghe", "fee")


async def test_a_topic_alone_while_asked_back_repeats_the_choices(kites: Desk) -> None:
    await kites.ask("trò chơi")
    (again,) = await kites.ask("còn phí?")
    assert [b.label for b in again.buttons][:3] == ["Thả diều", "Đua ghe", "Ca hát"]
    (reply,) = await kites.ask("cái đầu")
    assert reply.text.startswith("Lệ phí: 5.000 đồng")


async def test_none_of_these_is_kept_and_answered_honestly(kites: Desk) -> None:
    await kites.ask("trò chơi")
    (reply,) = await kites.ask("không phải những cái này")
    assert "chưa có thông tin việc này" in reply.text
    assert "1900 0000" in reply.text
    assert "Quầy đang mở đến 11:00" in reply.text
    assert [b.label for b in reply.buttons] == ["Vui chơi", "Chuyện chung", "Tất cả lĩnh vực"]
    assert (await kept(kites))[0].chosen == "none"


async def test_an_unknown_is_kept_as_such(kites: Desk) -> None:
    (reply,) = await kites.ask("xyz abc qwerty")
    assert "không dám đoán" in reply.text
    question = (await kept(kites))[0]
    assert (question.verdict, question.entry, question.text) == ("unknown", None, "xyz abc qwerty")


async def test_a_long_message_that_is_not_understood_is_asked_to_be_shorter(kites: Desk) -> None:
    (reply,) = await kites.ask("qwerty zxcv " * 60)
    assert reply.text.startswith("Dạ, tin hơi dài")


async def test_a_number_outside_the_list_brings_the_list_again(kites: Desk) -> None:
    await kites.ask("trò chơi")
    (reply,) = await kites.ask("số 9")
    assert "chỉ có 4 mục" in reply.text
    assert reply.buttons[0].label == "Thả diều"
    (picked,) = await kites.ask("1")
    assert picked.title == "Thả diều"


async def test_a_number_without_a_list_asks_for_words(kites: Desk) -> None:
    await kites.ask("má té xỉu")  # an emergency offers nothing
    (reply,) = await kites.ask("số 2")
    assert "chưa đưa danh sách nào" in reply.text


async def test_not_that_one_offers_the_runners_up(kites: Desk) -> None:
    await kites.ask("đăng ký thả diều")
    (reply,) = await kites.ask("hổng phải")
    labels = [b.label for b in reply.buttons]
    assert "Thả diều" not in labels
    assert labels[-1] == "Không phải những cái này"


async def test_anothers_question_is_not_touched(kites: Desk) -> None:
    await kites.ask("trò chơi", who="co-sau")
    theirs = (await kept(kites, "co-sau"))[0]
    (reply,) = await kites.ask(data=f"pick:tha-dieu:{theirs.id}")
    assert reply.title == "Thả diều"
    await kites.ask(data=f"none:{theirs.id}")
    await kites.ask(data=f"helped:{theirs.id}:yes")
    after = (await kept(kites, "co-sau"))[0]
    assert (after.chosen, after.helpful) == (None, None)


async def test_old_and_forged_buttons_do_no_harm(kites: Desk) -> None:
    for data in (
        "pick:khong-co:1",
        "pick",
        "show:tha-dieu:khong-co",
        "show:nuoc-mia:papers",
        "show:",
        "open:",
        "open:khong-co",
        "field:khong-co:1",
        "xyz:1",
        ":",
        "%s%n" * 10,
        "pick:" + "a" * 500,
    ):
        kites.clock.move(seconds=1)
        (reply,) = await kites.ask(data=data)
        assert "nút này cũ rồi" in reply.text, data
    for data in ("none", "helped", "helped:::", "data:", "data:xyz", "lang:xx", "menu:-1", "menu:999", "field:chung:0"):
        kites.clock.move(seconds=1)
        replies = await kites.ask(data=data)
        assert replies, data
        assert "vừa bị lỗi" not in replies[0].text, data
