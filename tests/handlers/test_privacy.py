"""What is kept is shown to oneself and truly erased."""

from __future__ import annotations

from sqlalchemy import Connection, select

from bot.storage.tables import inbox, people, questions, steps
from tests.kit import Desk


def rows(connection: Connection) -> tuple[int, ...]:
    """How many people, questions and open talks are kept."""
    return tuple(len(connection.execute(select(table)).all()) for table in (people, questions, steps))


def words(connection: Connection) -> str:
    """All that is kept in words."""
    return "".join(str(row) for table in (people, questions, steps, inbox) for row in connection.execute(select(table)))


async def test_what_is_kept_is_shown(desk: Desk) -> None:
    await desk.ask("tach ho can gi")
    desk.clock.move(days=2)
    (reply,) = await desk.ask("dữ liệu của tôi")
    for piece in ("tiếng Việt", "23/11/2026", "1 câu hỏi", "90 ngày", "Không có tên"):
        assert piece.casefold() in reply.text.casefold()
    (shown,) = await desk.press("Xem câu hỏi đã giữ")
    assert shown.text == "1. 23/11/2026 09:00 – tach ho can gi"


async def test_erasing_asks_first_and_then_leaves_nothing(desk: Desk) -> None:
    await desk.ask("tach ho can gi")
    await desk.ask("khai tu o dau", who="co-sau")
    (sure,) = await desk.ask("xóa dữ liệu của tôi")
    assert [b.label for b in sure.buttons] == ["Có, xóa hết", "Thôi, giữ lại"]
    assert await desk.app.database.read(rows) == (2, 2, 2)
    (done,) = await desk.press("Có, xóa hết")
    assert "đã xóa hết" in done.text
    assert await desk.app.database.read(rows) == (1, 1, 1)
    kept = await desk.app.database.write(words)  # in the writers' line: after the inbox was emptied
    assert "ba-tu" not in kept
    assert "tach ho" not in kept
    assert "khai tu" in kept


async def test_a_no_or_another_question_erases_nothing(desk: Desk) -> None:
    await desk.ask("tách hộ")
    for no in ("không", "thôi", "Thôi, giữ lại", "khai tử ở đâu"):
        await desk.ask("/xoa")
        await desk.ask(no)
        assert (await desk.app.database.read(rows))[0] == 1
    await desk.ask("/xoa")
    await desk.ask("giờ làm việc")  # something in between closes the question
    await desk.ask("ok")
    assert (await desk.app.database.read(rows))[0] == 1


async def test_a_typed_yes_erases(desk: Desk) -> None:
    for yes in ("có", "xóa đi", "1"):
        await desk.ask("tách hộ")
        await desk.ask("xoa du lieu")
        await desk.ask(yes)
        assert await desk.app.database.read(rows) == (0, 0, 0), yes


async def test_words_emptied_by_retention_are_shown_as_such(desk: Desk) -> None:
    await desk.ask("tách hộ")
    await desk.app.database.write(lambda c: c.execute(questions.update().values(text=None)))
    (shown,) = await desk.ask(data="data:questions")
    assert "(chữ đã xóa)" in shown.text
    await desk.app.database.write(lambda c: c.execute(questions.delete()))
    (none,) = await desk.ask(data="data:questions")
    assert "không giữ câu hỏi nào" in none.text
