"""/baocao: administrators get five lines and a picture of any period; nobody else does."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import insert, update

from bot.storage.tables import people, staff
from tests.figures.data import hand_made
from tests.kit import Desk


async def become(desk: Desk, role: str) -> None:
    """Make the one who talks one of the staff."""

    def work(connection):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
        row = {"name": "Chị Ba", "role": role, "fields": [], "made": desk.clock.now()}
        member = connection.execute(insert(staff).values(row).returning(staff.c.id)).scalar_one()
        connection.execute(update(people).values(staff=member))

    await desk.ask("xin chào")
    await desk.app.database.write(work)


@pytest.fixture
async def office(desk: Desk) -> Desk:
    """An administrator, the data set worked out by hand, and the tenth of March."""
    desk.clock._now = datetime(2026, 3, 10, 3, tzinfo=UTC)
    await become(desk, "administrator")
    await desk.app.database.write(hand_made)
    return desk


async def test_the_lines_and_a_picture(office: Desk) -> None:
    [reply] = await office.ask("/baocao tháng 2")
    assert reply.title == "Mức hài lòng do người dân tự đánh giá qua bot, tháng 02/2026"
    assert len(reply.text.splitlines()) == 9  # and four on what was asked and learned
    assert "Hài lòng: 76,7% (33/43; khoảng tin cậy 95%: 62,3 đến 86,8%)." in reply.text
    assert "So với tháng 01/2026: +26,7 điểm" in reply.text
    assert "Tính lúc 10:00 10/03/2026." in reply.note
    assert reply.image
    assert reply.image.png.startswith(b"\x89PNG")
    assert "76,7%" in reply.image.alt


@pytest.mark.parametrize(
    ("words", "period"),
    [
        ("/baocao", "tháng 03/2026"),
        ("báo cáo", "tháng 03/2026"),
        ("BAO CAO", "tháng 03/2026"),
        ("báo cáo năm nay", "năm 2026"),
        ("/baocao quý 1", "quý 1/2026"),
        ("/baocao 6 tháng cuối năm", "6 tháng cuối năm 2026"),
        ("/baocao@hailong_bot tuần trước", "tuần 02/03/2026 - 08/03/2026"),
        ("/baocao 1/2/2026 - 3/2/2026", "từ 01/02/2026 đến 03/02/2026"),
    ],
)
async def test_any_period_can_be_named(office: Desk, words: str, period: str) -> None:
    [reply] = await office.ask(words)
    assert reply.title.endswith(f", {period}")


async def test_another_period_is_a_tap_away(office: Desk) -> None:
    await office.ask("/baocao tháng 2")
    [reply] = await office.press("Quý này")
    assert reply.title.endswith("quý 1/2026")


async def test_a_period_nobody_knows_is_asked_back(office: Desk) -> None:
    [reply] = await office.ask("/baocao tháng mười ba")
    assert "/baocao tháng 10" in reply.text
    assert reply.buttons


async def test_where_there_is_nothing_to_draw_there_is_no_picture(office: Desk) -> None:
    [reply] = await office.ask("/baocao năm 2025")
    assert reply.image is None
    assert "chưa có phiếu nào" in reply.text


@pytest.mark.parametrize("role", ["", "official"])
async def test_nobody_else_is_told(small_desk: Desk, role: str) -> None:
    await small_desk.app.database.write(hand_made)
    if role:
        await become(small_desk, role)
    for words in ("/baocao năm 2026", "báo cáo"):
        for reply in await small_desk.ask(words):
            assert "phiếu" not in reply.text
            assert reply.image is None
