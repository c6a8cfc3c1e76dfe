"""Articles out of feeds and pages as Vietnamese sites make them."""

from __future__ import annotations

import json
import unicodedata
from datetime import date

import pytest

from bot.feeds.article import canonical, shortened
from bot.feeds.cleaning import plain, words
from bot.feeds.dates import day_in
from bot.feeds.fetching import Answer
from bot.feeds.files import read_feed
from bot.feeds.pages import read_article, read_list
from bot.feeds.reading import finished
from bot.feeds.trouble import FetchError
from bot.sources import ArticleSelectors, ListSelectors
from tests.fakes.site import item, rss
from tests.kit import MONDAY_MORNING as NOW

URL = "https://cong.example/rss"
TONES = "\u0300\u0301\u0303\u0309\u0323"


def cp1258(text: str) -> bytes:
    """Words as a server of windows-1258 sends them: tone marks apart from their letters."""
    found = b""
    for sign in text:
        apart = unicodedata.normalize("NFD", sign)
        letter = unicodedata.normalize("NFC", "".join(one for one in apart if one not in TONES))
        found += (letter + "".join(one for one in apart if one in TONES)).encode("cp1258")
    return found


def feed(body: str | bytes, kind: str = "") -> Answer:
    return Answer(URL, body.encode() if isinstance(body, str) else body, kind)


def test_an_item_of_rss_with_its_day_on_the_wards_clock() -> None:
    [one] = read_feed(feed(rss(item("Lịch tiếp dân", "/tin/1", "Thu, 04 Aug 2022 20:00:00 GMT"))), NOW)
    assert (one.title, one.link, one.day) == ("Lịch tiếp dân", "https://cong.example/tin/1", date(2022, 8, 5))


def test_a_feed_in_windows_1258() -> None:
    body = rss(item("Thông báo lịch tiếp dân của Ủy ban phường", "/1"))
    raw = cp1258(body.replace('encoding="utf-8"', 'encoding="windows-1258"'))
    assert read_feed(feed(raw), NOW)[0].title == "Thông báo lịch tiếp dân của Ủy ban phường"
    page = cp1258("<ul><li><a href=/1>Mở lớp tiếng Chăm ở Châu Phong, mời bà con đăng ký</a></li></ul>")
    [one] = read_list(Answer(URL, page), ListSelectors(item="li"), NOW)
    assert one.title == "Mở lớp tiếng Chăm ở Châu Phong, mời bà con đăng ký"


def test_scripts_in_titles_and_texts_are_gone() -> None:
    title = "Họp khóm&lt;script&gt;alert(1)&lt;/script&gt; tối nay"
    text = "&lt;p onclick='x()'&gt;Mời &lt;b&gt;bà con&lt;/b&gt;.&lt;/p&gt;&lt;style&gt;p{}&lt;/style&gt;"
    [one] = read_feed(feed(rss(item(title, "/1", text=text))), NOW)
    assert (one.title, one.text) == ("Họp khóm tối nay", "Mời bà con.")
    assert read_feed(feed(rss(item("Tin", "javascript:alert(1)"))), NOW) == []


def test_items_without_a_day_have_none() -> None:
    [one] = read_feed(feed(rss(item("Tin", "/1", day=""))), NOW)
    assert one.day is None


def test_a_feed_cut_off_in_its_middle_gives_what_is_whole() -> None:
    whole = rss(item("Tin một", "/1"), item("Tin hai", "/2"))
    found = read_feed(feed(whole[: whole.index("Tin hai")]), NOW)
    assert [one.title for one in found] == ["Tin một"]


def test_what_is_no_feed_is_told() -> None:
    for body, why in (
        ("<html><body>Xin chào</body></html>", "not-a-feed"),
        ('{"a": 1}', "not-a-feed"),
        ("{", "broken"),
    ):
        with pytest.raises(FetchError, match=why):
            read_feed(feed(body), NOW)


def test_a_json_feed() -> None:
    body = {
        "version": "https://jsonfeed.org/version/1.1",
        "items": [
            {
                "id": 7,
                "url": "/7",
                "title": "Tiêm chủng",
                "content_html": "<p>Sáng thứ Bảy.</p><img src='/h.jpg'>",
                "date_published": "2026-11-22T20:00:00Z",
                "authors": [{"name": "Hạnh Phúc"}],
                "tags": ["Y tế"],
            },
            {"id": 8, "content_text": "không tựa"},
            "không phải mục",
        ],
    }
    [one] = read_feed(feed(json.dumps(body), "application/feed+json"), NOW)
    assert (one.title, one.text, one.day) == ("Tiêm chủng", "Sáng thứ Bảy.", date(2026, 11, 23))
    assert (one.author, one.category, one.picture) == ("Hạnh Phúc", "Y tế", "https://cong.example/h.jpg")


def test_a_list_page_whose_items_are_found_by_selectors() -> None:
    page = """<ul><li><a href="bai.aspx?id=1&utm_source=zalo">Bài một</a> <i>(04/08/2022)</i></li>
    <li><a href="#">Đầu trang</a></li><li><a href="bai.aspx?id=2"><img src=x.png></a></li></ul>"""
    [one] = read_list(Answer(URL, page.encode()), ListSelectors(item="li", date="i"), NOW)
    assert (one.title, one.day) == ("Bài một", date(2022, 8, 4))
    with pytest.raises(FetchError, match="no-items"):
        read_list(Answer(URL, page.encode()), ListSelectors(item=".tin"), NOW)


def test_an_article_as_the_portal_of_the_district_showed_them() -> None:
    long = "Bộ phận tiếp nhận và trả kết quả của phường mỗi ngày đón nhiều bà con đến làm thủ tục. " * 3
    page = f"""<h1>Long Phú: Đẩy mạnh cải cách hành chính</h1><div class="duoi">Ngày đăng : 04/08/2022</div>
    <div class="noi-dung"><p>Xem với cỡ chữ : T T T</p><p>Tác giả: Hạnh Phúc</p><img src="/anh/bo phan.jpg">
    {"".join(f"<p>{long}</p>" for _ in range(8))}</div>"""
    [listed] = read_list(Answer(URL, b"<p><a href='/b'>Long Ph\xc3\xba</a></p>"), ListSelectors(item="p"), NOW)
    select = ArticleSelectors(title="h1", date=".duoi", text=".noi-dung")
    one = finished(read_article(Answer("https://cong.example/b", page.encode()), listed, select, NOW), NOW)
    assert one.title == "Long Phú: Đẩy mạnh cải cách hành chính"
    assert (one.day, one.author) == (date(2022, 8, 4), "Hạnh Phúc")
    assert one.picture == "https://cong.example/anh/bo%20phan.jpg"
    assert one.text.startswith("Bộ phận tiếp nhận")
    assert one.text.endswith("thủ tục. …")
    assert len(one.text) <= 1000


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("Ngày đăng : 04/08/2022", date(2022, 8, 4)),
        ("Thứ Năm, ngày 04 tháng 8 năm 2022 15:30 GMT+7", date(2022, 8, 4)),
        ("04/8/2022 3:30 CH", date(2022, 8, 4)),
        ("2022-08-04T15:30:00+07:00", date(2022, 8, 4)),
        ("2 giờ trước", date(2026, 11, 23)),
        ("Hôm qua", date(2026, 11, 22)),
        ("31/11/2026", None),
        ("Số 12", None),
        ("", None),
    ],
)
def test_days_as_people_write_them(said: str, day: date | None) -> None:
    assert day_in(said, NOW) == day


def test_words_and_addresses() -> None:
    assert plain("<ul><li>Một</li><li>Hai &lt; ba</li></ul>") == "– Một\n– Hai < ba"
    assert words("A &amp; B") == "A & B"
    assert canonical("http://www.a.vn/x/?b=2&a=1&fbclid=9#d") == canonical("https://a.vn/x?a=1&b=2")
    assert canonical("https://a.vn/x?id=1") != canonical("https://a.vn/x?id=2")
    assert shortened("Câu một dài. Câu hai dài. Câu ba dài.", 30) == "Câu một dài. Câu hai dài. …"
