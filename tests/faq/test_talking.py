"""Questions that lean on what was talked about, corrections, and two questions in one message."""

from __future__ import annotations

import pytest

from faq import DATA, Library, Topic, Verdict, Wish


@pytest.fixture(scope="module")
def library() -> Library:
    return Library.load(DATA)


@pytest.mark.parametrize(
    ("text", "about", "topic"),
    [
        ("còn phí?", "tam-tru", Topic.FEE),
        ("bao lau co", "khai-sinh", Topic.TIME),
        ("vậy nộp ở đâu", "ket-hon", Topic.PLACE),
        ("còn nộp online", "ket-hon", Topic.ONLINE),
        ("cần giấy tờ gì vậy ạ", "tach-ho", Topic.PAPERS),
    ],
)
def test_topic_words_alone_mean_the_entry_talked_about(library: Library, text: str, about: str, topic: Topic) -> None:
    result = library.search(text, about=about)
    assert (result.verdict, result.topic, result.follow_up) == (Verdict.ANSWER, topic, True)
    assert result.entry is library.entries[about]


def test_topic_words_alone_without_anything_talked_about_are_unknown(library: Library) -> None:
    result = library.search("cần giấy tờ gì")
    assert (result.verdict, result.entry, result.follow_up) == (Verdict.UNKNOWN, None, True)


@pytest.mark.parametrize(
    ("text", "about", "meant"),
    [
        ("thế gia hạn thì sao", "tam-tru", "gia-han-tam-tru"),
        ("gia hạn?", "tam-tru", "gia-han-tam-tru"),
        ("thế thường trú thì sao", "xoa-tam-tru", "xoa-thuong-tru"),
        ("vậy mất rồi thì sao", "can-cuoc", "can-cuoc-cap-lai"),
        ("với người nước ngoài thì sao", "ket-hon", "ket-hon-nuoc-ngoai"),
        ("còn khai tử thì sao", "tam-tru", "khai-tu"),
        ("nhầm, ý mình là thường trú", "tam-tru", "thuong-tru"),
        ("không phải, đổi thẻ cơ", "can-cuoc", "can-cuoc-doi"),
    ],
)
def test_what_leans_on_the_entry_before_is_read_with_it(library: Library, text: str, about: str, meant: str) -> None:
    result = library.search(text, about=about)
    assert result.entry is library.entries[meant]
    assert result.follow_up


@pytest.mark.parametrize(
    ("text", "about", "meant"),
    [
        ("khai tử", "ket-hon", "khai-tu"),
        ("khai sinh ở đâu", "ket-hon", "khai-sinh"),
        ("nhập hộ khẩu", "khai-sinh", "thuong-tru"),
    ],
)
def test_a_short_question_that_names_its_entry_is_no_follow_up(
    library: Library, text: str, about: str, meant: str
) -> None:
    result = library.search(text, about=about)
    assert result.entry is library.entries[meant]
    assert not result.follow_up


@pytest.mark.parametrize("text", ["đăng ký kết hôn cần gì", "tach ho bao lau", "cảm ơn nha", "phường mấy giờ mở cửa"])
def test_a_whole_question_does_not_lean(library: Library, text: str) -> None:
    alone, beside = library.search(text), library.search(text, about="tam-tru")
    assert (beside.verdict, beside.entry, beside.follow_up) == (alone.verdict, alone.entry, False)


@pytest.mark.parametrize(
    ("text", "first", "second"),
    [
        ("tách hộ cần gì còn khai tử mất bao lâu", "tach-ho", "khai-tu"),
        ("làm căn cước cho con 10 tuổi ở đâu?\nTạm trú cần giấy tờ gì", "can-cuoc-duoi-14", "tam-tru"),
        ("dk ket hon can gi, voi lai nhap ho khau cho vo ton bao nhieu tien", "ket-hon", "thuong-tru"),
    ],
)
def test_two_questions_in_one_message_are_two(library: Library, text: str, first: str, second: str) -> None:
    parts = library.split(text)
    assert [library.search(part).candidates[0].entry.id for part in parts] == [first, second]


@pytest.mark.parametrize(
    "text",
    [
        "cần giấy tờ gì, bao nhiêu tiền, bao lâu",
        "khai sinh và nhận cha cho con cùng lúc cần gì",
        "Chồng em chết tuần rồi. Giờ em làm giấy khai tử cho chồng thì cần gì?",
        "tạm trú cần giấy gì? tạm trú bao lâu có?",
        "",
    ],
)
def test_one_matter_stays_one_question(library: Library, text: str) -> None:
    assert library.split(text) == [text]


@pytest.mark.parametrize(
    ("text", "wish"),
    [
        ("nói lại đi", Wish.REPEAT),
        ("dai qua", Wish.SHORT),
        ("nói ngắn thôi", Wish.SHORT),
        ("xem hết hết", Wish.ALL),
        ("Mẫu đâu ạ?", Wish.FORM),
    ],
)
def test_a_wish_about_the_last_answer_is_no_new_question(library: Library, text: str, wish: Wish) -> None:
    result = library.search(text, about="khai-sinh")
    assert (result.entry, result.wish) == (library.entries["khai-sinh"], wish)
    assert library.search(text).wish is None


@pytest.mark.parametrize(
    ("text", "about", "meant"),
    [
        ("ở đâu", "khai-sinh", "khai-sinh"),
        ("trễ hạn thì sao", "khai-sinh", "khai-sinh"),
        ("có cần photo không", "khai-sinh", "ban-sao-ban-chinh"),
        ("ba em mới mất", "can-cuoc", "khai-tu"),
        ("hồ sơ của em tới đâu rồi", "khai-sinh", "tra-cuu-ho-so"),
        ("nói chuyện với cán bộ được không", "khai-sinh", "gap-nguoi-that"),
        ("còn kết hôn", "cai-chinh", "ket-hon"),
        ("ong ba noi di nop duoc khong", "khai-sinh", "khai-sinh"),
        ("chừng nào làm việc", "khai-sinh", "hoi-gio-lam-viec"),
        ("nếu bị rách", "can-cuoc", "can-cuoc-cap-lai"),
        ("vợ người Campuchia thì sao", "ket-hon", "ket-hon-nuoc-ngoai"),
    ],
)
def test_the_talk_is_left_only_for_what_the_words_say(library: Library, text: str, about: str, meant: str) -> None:
    assert library.search(text, about=about).entry is library.entries[meant]


def test_a_group_named_in_a_talk_asks_its_question(library: Library) -> None:
    result = library.search("rồi còn tiền mai táng", about="khai-tu")
    assert (result.verdict, result.question) == (Verdict.CLARIFY, library.entries["hoi-mai-tang"].question)


def test_an_office_in_a_talk_is_no_place_of_the_procedure(library: Library) -> None:
    assert library.search("UBND thị xã Tân Châu ở đâu", about="gpxd-moi").entry is not library.entries["gpxd-moi"]
