"""Lists sent on the staff's page: looked at first, taken in the background, wrong rows to download."""

from __future__ import annotations

import csv
import io
from collections.abc import AsyncIterator
from functools import partial

import httpx
import pytest

from bot import importing
from bot.app import App
from bot.storage import audit, imports, visits
from bot.storage.audit import Filter
from bot.web.security import LARGEST_BODY
from tests.kit import SetClock
from tests.sheets.office import HEADS, ROWS, csv_text, workbook
from tests.staffkit import add, csrf_in, send, signed_in
from tests.webkit import serving

PAGE = "/quan-tri/nhap"
WRONG = ("4", "=cmd|' /C calc'!A0", "Hộ tịch", "+84", "Lê D", "", "hôm qua", "", "", "")


@pytest.fixture
async def app(database_url: str) -> AsyncIterator[App]:
    async with serving(database_url, SetClock()) as app:
        yield app


@pytest.fixture
async def http(app: App) -> AsyncIterator[httpx.AsyncClient]:
    async with signed_in(app, await add(app)) as http:
        yield http


async def upload(http: httpx.AsyncClient, raw: bytes, name: str = "thang 11.csv") -> httpx.Response:
    sign = csrf_in((await http.get(PAGE)).text)
    return await http.post(PAGE, data={"csrf": sign}, files={"tep": (name, raw, "application/octet-stream")})


async def test_no_list_yet_says_what_to_do(http: httpx.AsyncClient) -> None:
    page = (await http.get(PAGE)).text
    assert "Chưa gửi danh sách nào." in page
    assert "xuất ra Excel" in page


async def test_a_list_is_looked_at_then_taken_while_the_page_tells_how_far(app: App, http: httpx.AsyncClient) -> None:
    sent = await upload(http, csv_text((*ROWS, WRONG)).encode())
    assert sent.status_code == 303
    path = sent.headers["location"]
    look = await http.get(path)
    for piece in ("chờ quyết định", "“hôm qua” không phải ngày", "Người nộp, Số CCCD", "Thủ tục không có (1)"):
        assert piece in look.text
    assert "Nguyễn" not in look.text
    assert "refresh" not in look.headers
    assert await app.database.read(partial(visits.by_dossier, dossier=ROWS[0][1])) is None
    await send(http, f"{path}/nhan", page=path)
    running = await http.get(path)
    assert "đang nhận" in running.text
    assert running.headers["refresh"] == "3"
    await importing.go_on(app.database, app.clock)
    assert "đã nhận" in (await http.get(path)).text
    assert await app.database.read(partial(visits.by_dossier, dossier=ROWS[0][1]))
    acts = await app.database.read(partial(audit.entries, wanted=Filter(act="import-taken"), limit=5))
    assert len(acts) == 1
    again = await send(http, f"{path}/nhan", page=path)
    assert "đã có người quyết định" in (await http.get(again.headers["location"])).text
    assert "thang 11.csv" in (await http.get(PAGE)).text


async def test_a_list_is_given_up_or_stopped(app: App, http: httpx.AsyncClient) -> None:
    path = (await upload(http, csv_text().encode())).headers["location"]
    await send(http, f"{path}/bo", page=path)
    page = await http.get(path)
    assert "không nhận" in page.text
    assert "gửi lại" in page.text
    await importing.go_on(app.database, app.clock)
    assert await app.database.read(partial(visits.by_dossier, dossier=ROWS[0][1])) is None


async def test_a_taken_list_is_taken_back_but_for_what_citizens_use(app: App, http: httpx.AsyncClient) -> None:
    path = (await upload(http, csv_text(ROWS).encode())).headers["location"]
    assert (await http.get(f"{path}/rut")).status_code == 404  # nothing is taken yet
    await send(http, f"{path}/nhan", page=path)
    await importing.go_on(app.database, app.clock)
    used = await app.database.read(partial(visits.by_dossier, dossier=ROWS[0][1]))
    assert used
    await app.database.write(partial(visits.set_rated, visit=used.id))
    assert "Những hồ sơ bà con đã" in (await http.get(f"{path}/rut")).text
    done = await send(http, f"{path}/rut", page=f"{path}/rut")
    after = (await http.get(done.headers["location"])).text
    assert f"Đã xóa {len(ROWS) - 1} hồ sơ" in after
    assert "Giữ lại 1 hồ sơ" in after
    assert await app.database.read(partial(visits.by_dossier, dossier=ROWS[0][1]))
    assert await app.database.read(partial(visits.by_dossier, dossier=ROWS[1][1])) is None
    again = await send(http, f"{path}/rut", page=path)
    assert "đã được rút lại rồi" in (await http.get(again.headers["location"])).text
    acts = await app.database.read(partial(audit.entries, wanted=Filter(act="import-undone"), limit=5))
    assert [act.detail for act in acts] == [{"deleted": len(ROWS) - 1, "kept": 1}]


async def test_a_file_that_was_being_read_when_the_bot_died_can_be_given_up(app: App, http: httpx.AsyncClient) -> None:
    begin = partial(imports.begin_reading, file="x.csv", staff=None, now=app.clock.now())
    path = f"{PAGE}/{await app.database.write(begin)}"
    assert "bot đã khởi động lại" in (await http.get(path)).text
    await send(http, f"{path}/bo", page=path)
    assert "không nhận" in (await http.get(path)).text


async def test_wrong_rows_put_right_can_be_sent_as_they_came(app: App, http: httpx.AsyncClient) -> None:
    rows = (*ROWS, ("4", "H01-4", "Hộ tịch", "Đăng ký khai sinh", "Lê D", "", "hôm qua", "", "", ""))
    path = (await upload(http, csv_text(rows).encode())).headers["location"]
    wrong = (await http.get(f"{path}/dong-sai.csv")).content
    path = (await upload(http, wrong.replace("hôm qua".encode(), b"20/11/2026"), "dong-sai.csv")).headers["location"]
    tried = await app.database.read(partial(imports.by_id, import_id=int(path.rsplit("/", 1)[1])))
    assert tried
    assert (tried.new, tried.wrong_count) == (1, 0)


async def test_wrong_rows_come_as_a_file_in_which_nothing_lives(http: httpx.AsyncClient) -> None:
    path = (await upload(http, csv_text((*ROWS, WRONG)).encode())).headers["location"]
    answer = await http.get(f"{path}/dong-sai.csv")
    assert answer.headers["content-type"].startswith("text/csv")
    assert "attachment" in answer.headers["content-disposition"]
    heads, row = csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";")
    assert heads[:4] == ["Dòng", "Lý do không nhận", "Mã hồ sơ", "Lĩnh vực"]
    assert row[0] == "5"
    assert row[2] == "'=cmd|' /C calc'!A0"
    assert all(not cell.startswith(("=", "+", "-", "@")) for cell in (*heads, *row))
    assert "Lê D" not in answer.text


@pytest.mark.parametrize(
    ("raw", "name", "said"),
    [
        (b"", "x.csv", "Tệp không có gì"),
        ("chẳng có gì".encode(), "x.csv", "Không tìm thấy dòng tiêu đề"),
        (b"%PDF-1.7", "x.pdf", "Đây không phải tệp Excel"),
        ("M· hå s¬;Ngµy tiÕp nhËn;Thñ tôc".encode("latin-1"), "x.csv", "bảng mã nguồn TCVN3"),
    ],
)
async def test_what_is_no_list_is_refused_on_the_page(
    http: httpx.AsyncClient, raw: bytes, name: str, said: str
) -> None:
    answer = await upload(http, raw, name)
    assert answer.status_code == 400
    assert said in answer.text
    assert "Chưa gửi danh sách nào." in answer.text


async def test_a_list_larger_than_other_requests_is_taken(app: App, http: httpx.AsyncClient) -> None:
    rows = [
        [str(n), f"H01-{n:05}", "Hộ tịch", "Đăng ký khai sinh", "A" * 500, "", "02/11/2026", "", "", ""]
        for n in range(3000)
    ]
    raw = csv_text(rows).encode()
    assert len(raw) > LARGEST_BODY
    path = (await upload(http, raw)).headers["location"]
    tried = await app.database.read(partial(imports.by_id, import_id=int(path.rsplit("/", 1)[1])))
    assert tried
    assert tried.new == 3000


async def test_other_addresses_keep_their_limit_and_strangers_send_nothing(app: App, http: httpx.AsyncClient) -> None:
    assert (await http.post("/quan-tri/ho-so/moi", content=b"x" * (LARGEST_BODY + 1))).status_code == 413
    async with httpx.AsyncClient(base_url=str(http.base_url)) as stranger:
        answer = await stranger.post(PAGE, files={"tep": ("x.csv", csv_text().encode())})
    assert answer.status_code == 401
    assert await app.database.read(partial(imports.latest, limit=1)) == []


async def test_an_excel_file_by_the_page(http: httpx.AsyncClient) -> None:
    path = (await upload(http, workbook(HoSo=[HEADS, *ROWS]), "ho-so.xlsx")).headers["location"]
    assert "Trang tính: HoSo" in (await http.get(path)).text
