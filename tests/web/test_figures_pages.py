"""The pages of figures: the same numbers as everywhere, each for whom they are meant, and nothing of a person."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path

import httpx
import pytest
from openpyxl import load_workbook

from bot.app import App
from bot.reports.charts import CHARTS
from bot.routes import Role
from tests.figures.data import TET, hand_made, put_ratings, rating
from tests.kit import SetClock, sqlite_url
from tests.staffkit import add, signed_in
from tests.webkit import serving

FEBRUARY = "tu=2026-02-01&den=2026-02-28"


@pytest.fixture
async def app(tmp_path: Path) -> AsyncIterator[App]:
    clock = SetClock(datetime(2026, 3, 10, 3, tzinfo=UTC))
    async with serving(sqlite_url(tmp_path), clock) as app:
        await app.database.write(hand_made)
        yield app


@pytest.fixture
async def administrator(app: App) -> AsyncIterator[httpx.AsyncClient]:
    async with signed_in(app, await add(app)) as http:
        yield http


@pytest.fixture
async def official(app: App) -> AsyncIterator[httpx.AsyncClient]:
    """Serves certification alone."""
    member = await add(app, Role.OFFICIAL, "Cô Sáu", ("chung-thuc",))
    async with signed_in(app, member) as http:
        yield http


async def read(http: httpx.AsyncClient, path: str) -> str:
    answer = await http.get(f"/quan-tri/{path}")
    assert answer.status_code == 200, answer.text
    return answer.text


async def test_the_overview_tells_the_figures_with_all_that_belongs_to_them(administrator: httpx.AsyncClient) -> None:
    page = await read(administrator, f"tong-quan?{FEBRUARY}")
    for part in ("76,7%", "62,3", "86,8", "n = 43", "+26,7", "75,0", "Không tính: 6 phiếu bị gắn cờ"):
        assert part in page
    assert "do người dân tự đánh giá qua bot, tháng 02/2026" in page
    assert "Tính lúc 10:00 10/03/2026" in page
    assert "SIPAS" not in page


async def test_the_page_the_files_and_the_pictures_agree(administrator: httpx.AsyncClient) -> None:
    plain = json.loads(await read(administrator, f"tai/json?{FEBRUARY}"))
    assert plain["total"]["share"]["percent"] == 76.7
    answer = await administrator.get(f"/quan-tri/tai/xlsx?{FEBRUARY}")
    assert 'filename="hai-long-2026-02-01-2026-02-28.xlsx"' in answer.headers["content-disposition"]
    assert load_workbook(BytesIO(answer.content)).worksheets[1]["E2"].value == 76.7
    page = await read(administrator, f"tong-quan?{FEBRUARY}")
    assert 'alt="Tỷ lệ hài lòng theo lĩnh vực: Tất cả: 43 phiếu, 76,7%;' in page


@pytest.mark.parametrize("name", CHARTS)
async def test_a_chart_is_a_picture_of_ours(administrator: httpx.AsyncClient, name: str) -> None:
    for size in ("", "&nho=1"):
        answer = await administrator.get(f"/quan-tri/bieu-do/{name}?{FEBRUARY}{size}")
        assert answer.headers["content-type"].startswith("image/svg+xml")
        assert "</svg>" in answer.text


async def test_what_there_is_not_is_not_found(administrator: httpx.AsyncClient) -> None:
    for path in ("bieu-do/bang", "tai/exe"):
        assert (await administrator.get(f"/quan-tri/{path}")).status_code == 404


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ("", "tháng 03/2026"),
        ("ky=quý này", "quý 1/2026"),
        ("ky=năm trước&tu=2026-02-01&den=2026-02-28", "năm 2025"),  # a name goes before days
        ("tu=2026-02-28&den=2026-02-01", "tháng 03/2026"),
        ("tu=hôm&ky=<script>", "tháng 03/2026"),
        ("tu=9999-12-31&den=9999-12-31", "tháng 03/2026"),
        ("tu=01/02/2026&den=28/02/2026", "tháng 02/2026"),
    ],
)
async def test_any_period_can_be_asked_for(administrator: httpx.AsyncClient, asked: str, shown: str) -> None:
    assert f"qua bot, {shown}</h2>" in await read(administrator, f"tong-quan?{asked}")


async def test_an_empty_period_says_what_to_do(administrator: httpx.AsyncClient) -> None:
    page = await read(administrator, "tong-quan?ky=năm trước")
    assert "chưa có phiếu nào" in page
    assert "nhập danh sách của một cửa" in page
    assert "Không có phiếu nào" in await read(administrator, "danh-gia?ky=năm trước")


async def test_an_official_sees_their_fields_alone(official: httpx.AsyncClient) -> None:
    page = await read(official, f"tong-quan?{FEBRUARY}")
    assert "n = 10" in page
    assert "Chỉ tính các lĩnh vực: Chứng thực" in page
    assert json.loads(await read(official, f"tai/json?{FEBRUARY}"))["total"]["n"] == 10
    lines = await read(official, f"danh-gia?{FEBRUARY}")
    assert lines.count("<li>\n      <span") == 10
    assert (await read(official, f"danh-gia?{FEBRUARY}&linh-vuc=ho-tich")).count("<li>\n      <span") == 0


async def test_the_list_is_found_by_what_one_asks(administrator: httpx.AsyncClient) -> None:
    async def count(asked: str) -> int:
        return (await read(administrator, f"danh-gia?{FEBRUARY}&{asked}")).count("<li>\n      <span")

    assert await count("") == 49
    assert await count("muc=1") == 5
    assert await count("cach=assisted") == 3
    assert await count("linh-vuc=chung-thuc&muc=4") == 5
    assert await count("quay=quay-2") == 13
    assert await count("co=1") == 6
    assert await count("muc=x&trang=abc") == 49


async def test_the_list_goes_on_page_by_page(app: App, administrator: httpx.AsyncClient) -> None:
    rows = [rating(TET, 5) for _ in range(60)]
    await app.database.write(lambda c: put_ratings(c, rows))
    seen = [
        (await read(administrator, f"danh-gia?{FEBRUARY}&trang={page}")).count("<li>\n      <span")
        for page in (1, 2, 3, 4)
    ]
    assert seen == [50, 50, 9, 0]


async def test_a_comment_is_seen_once_it_is_approved_and_never_as_markup(
    app: App, administrator: httpx.AsyncClient
) -> None:
    day = date(2026, 3, 2)
    rows = [
        rating(day, 2, comment="<script>alert(1)</script>", comment_state="approved"),
        rating(day, 2, comment="chờ lâu lắm", comment_state="waiting"),
        rating(day, 2, comment="đừng ai thấy", comment_state="hidden"),
    ]
    await app.database.write(lambda c: put_ratings(c, rows))
    page = await read(administrator, "danh-gia")
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<script>alert" not in page
    assert "chờ lâu lắm" not in page
    assert "đừng ai thấy" not in page
    assert "Có nhận xét đang chờ duyệt" in page


async def test_a_rating_shows_the_hour_and_not_the_minute(app: App, administrator: httpx.AsyncClient) -> None:
    row = rating(date(2026, 3, 2), 5, hour=14) | {"at": datetime(2026, 3, 2, 7, 23, 45, tzinfo=UTC)}
    await app.database.write(lambda c: put_ratings(c, [row]))
    page = await read(administrator, "danh-gia")
    assert "14 giờ đến 15 giờ" in page
    assert "23:45" not in page
    assert row["id"] not in page


async def test_a_new_rating_is_in_the_figures_soon(app: App, administrator: httpx.AsyncClient) -> None:
    assert "chưa có phiếu nào" not in await read(administrator, "tong-quan?ky=quý này")
    await app.database.write(lambda c: put_ratings(c, [rating(date(2026, 2, 3), 5) for _ in range(5)]))
    page = await read(administrator, f"tong-quan?{FEBRUARY}")
    assert "n = 48" in page
