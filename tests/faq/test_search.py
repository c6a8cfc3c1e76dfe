"""Pairs of questions that differ by one word, words with two meanings, and input that is no question."""

from __future__ import annotations

import unicodedata

import pytest

from faq import DATA, Library, Topic, Verdict
from faq.dump import entries_of


@pytest.fixture(scope="module")
def library() -> Library:
    return Library.load(DATA)


@pytest.mark.parametrize(
    ("text", "entry"),
    [
        ("đăng ký kết hôn", "ket-hon"),
        ("đăng ký lại kết hôn", "ket-hon-lai"),
        ("đăng ký kết hôn với người Đài Loan", "ket-hon-nuoc-ngoai"),
        ("đăng ký tạm trú", "tam-tru"),
        ("gia hạn tạm trú", "gia-han-tam-tru"),
        ("xóa đăng ký tạm trú", "xoa-tam-tru"),
        ("đăng ký thường trú", "thuong-tru"),
        ("xóa đăng ký thường trú", "xoa-thuong-tru"),
        ("khai báo tạm vắng", "tam-vang"),
        ("đăng ký giám hộ cho cháu", "giam-ho"),
        ("chấm dứt giám hộ cho cháu", "cham-dut-giam-ho"),
        ("đổi căn cước", "can-cuoc-doi"),
        ("mất căn cước", "can-cuoc-cap-lai"),
        ("căn cước cho bé 8 tuổi", "can-cuoc-duoi-14"),
        ("chứng thực bản sao", "sao-y"),
        ("chứng thực chữ ký", "chung-thuc-chu-ky"),
        ("chứng thực di chúc", "di-chuc"),
        ("chứng thực hợp đồng", "chung-thuc-giao-dich"),
        ("công chứng sơ yếu lý lịch", "chung-thuc-chu-ky"),
        ("giấy phép xây dựng nhà mới", "gpxd-moi"),
        ("gia hạn giấy phép xây dựng", "gpxd-gia-han"),
        ("giấy phép sửa chữa nhà", "gpxd-sua-chua"),
        ("nhận con nuôi", "con-nuoi"),
        ("nhận con ruột", "nhan-cha-me-con"),
        ("công nhận hòa giải viên", "cong-nhan-hoa-giai-vien"),
        ("thôi làm hòa giải viên", "thoi-hoa-giai-vien"),
        ("căn cước cho người 18 tuổi", "can-cuoc"),
        ("đăng ký khai tử", "khai-tu"),
        ("đăng ký lại khai tử", "khai-tu-lai"),
        ("khai tử có yếu tố nước ngoài", "khai-tu-nuoc-ngoai"),
        ("khai tử lưu động", "khai-tu-luu-dong"),
        ("nhận con nuôi ở nước ngoài rồi về ghi sổ", "ghi-chu-con-nuoi"),
        ("mở hộ kinh doanh", "dang-ky-ho-kinh-doanh"),
        ("tạm ngừng hộ kinh doanh", "tam-ngung-hkd"),
        ("chấm dứt hộ kinh doanh", "cham-dut-hkd"),
        ("mất giấy hộ kinh doanh", "cap-lai-hkd"),
        ("hợp tác xã giải thể", "giai-the-htx"),
        ("hợp tác xã tạm ngừng", "tam-ngung-htx"),
        ("chuyển nghĩa vụ quân sự đi", "nvqs-chuyen-di"),
        ("chuyển nghĩa vụ quân sự đến", "nvqs-chuyen-den"),
        ("dời chỗ sinh hoạt đạo trong phường", "doi-cho-sinh-hoat-ton-giao"),
        ("dời chỗ sinh hoạt đạo sang xã khác", "doi-cho-sinh-hoat-ton-giao-khac"),
        ("mất giấy xe", "cap-lai-giay-xe"),
        ("sang tên giấy xe", "sang-ten-xe"),
    ],
)
def test_one_word_makes_the_difference(library: Library, text: str, entry: str) -> None:
    for typed in (text, text.upper()):
        assert library.search(typed).entry is library.entries[entry]
    assert library.search(text).candidates[0].entry.id == entry


@pytest.mark.parametrize(
    ("text", "entry"),
    [
        ("ba tôi mất hôm qua", "khai-tu"),
        ("tôi mất căn cước hôm qua", "can-cuoc-cap-lai"),
        ("không phải tạm trú mà là thường trú", "thuong-tru"),
        ("gia hạn tạm trú chứ không phải đăng ký tạm trú mới", "gia-han-tam-tru"),
        ("chấm dứt giám hộ trong nước thôi, không phải có yếu tố nước ngoài", "cham-dut-giam-ho"),
        ("đừng nhầm với khai sinh nha, tui hỏi khai tử", "khai-tu"),
    ],
)
def test_two_meanings_and_denials(library: Library, text: str, entry: str) -> None:
    assert library.search(text).candidates[0].entry.id == entry


@pytest.mark.parametrize(
    ("text", "entry"),
    [
        ("đăng ký kết hôn có cần giấy khai sinh không", "ket-hon"),
        ("đăng ký kết hôn có phải nộp giấy xác nhận độc thân không", "ket-hon"),
        ("tách hộ có cần mang sổ đỏ không", "tach-ho"),
        ("chua tung lam khai sinh nhung co can cuoc roi", "khai-sinh-co-giay-to"),  # no "có cần"
        ("khai tử để làm thừa kế", "khai-tu"),
        ("xin giấy độc thân để mua đất", "tinh-trang-hon-nhan"),
    ],
)
def test_what_a_matter_is_for_and_what_it_needs_is_not_the_matter(library: Library, text: str, entry: str) -> None:
    assert library.search(text).candidates[0].entry.id == entry


@pytest.mark.parametrize("text", ["kết quả ngày 13", "báo giá tin", "đau bao tử uống gì", "hộ chiếu vaccine"])
def test_a_common_word_alone_is_no_answer(library: Library, text: str) -> None:
    assert library.search(text).verdict is not Verdict.ANSWER


def test_a_long_story_is_asked_back_where_a_short_question_as_vague_is_not_known(library: Library) -> None:
    story = (
        "ông anh cả của con đi ghe buôn dưa mấy chục năm nay tuần rồi trời dông ghe lật ảnh chết giờ con phải làm giấy "
        "chứng tử cho ảnh"
    )
    result = library.search(story)
    assert result.verdict in (Verdict.CLARIFY, Verdict.ANSWER)
    assert result.candidates[0].entry.id == "khai-tu"


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("Hồ sơ khai tử bao lâu có", Topic.TIME),
        ("Hồ sơ khai tử", Topic.PAPERS),
        ("khai tử cho người mất lâu không có giấy báo tử", Topic.GENERAL),
        ("khai tử có lâu không", Topic.TIME),
        ("phải khai tử cho ba mà không biết hồ sơ gồm những gì", Topic.PAPERS),
        ("tới phường làm tạm trú thì đi mô", Topic.PLACE),
        ("làm tạm trú cần đem cái gì", Topic.PAPERS),
        ("tải ở đâu cái tờ khai tạm trú", Topic.FORM),
        ("hết hạn rồi căn cước phải đổi hông", Topic.CONDITIONS),
        ("lương bao nhiêu thì được vô hộ nghèo", Topic.CONDITIONS),
    ],
)
def test_the_topic_asked(library: Library, text: str, topic: Topic) -> None:
    assert library.search(text).topic is topic


@pytest.mark.parametrize(
    ("text", "topics"),
    [
        ("tách hộ cần giấy tờ gì, bao nhiêu tiền, mấy ngày", (Topic.PAPERS, Topic.FEE, Topic.TIME)),
        ("tách hộ bao nhiêu tiền và mấy ngày có", (Topic.FEE, Topic.TIME)),
        ("tách hộ nộp ở đâu", (Topic.PLACE,)),
        ("tách hộ", ()),
    ],
)
def test_topics_come_in_the_order_asked(library: Library, text: str, topics: tuple[Topic, ...]) -> None:
    assert library.search(text).topics == topics


def test_a_group_asks_its_question_and_offers_its_members(library: Library) -> None:
    result = library.search("tiền mai táng")
    group = library.entries["hoi-mai-tang"]
    assert (result.verdict, result.entry, result.question) == (Verdict.CLARIFY, None, group.question)
    assert {item.entry.id for item in result.candidates} <= set(group.members)


def test_a_national_code_finds_its_entry_whatever_stands_beside_it(library: Library) -> None:
    result = library.search("cho hỏi thủ tục 1.001193 phí bao nhiêu")
    assert (result.entry, result.topic) == (library.by_code("1.001193"), Topic.FEE)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "\u200b\u200e\u202e",
        "😀😀😀",
        "?!...",
        "0909 123 456",
        "9.999999",
        "<script>alert(1)</script>",
        "x" * 10_000,
        "🙂" * 10_000,
        "a\u0301" * 5_000,
    ],
)
def test_what_is_no_question_is_unknown(library: Library, text: str) -> None:
    result = library.search(text)
    assert (result.verdict, result.entry, result.text) == (Verdict.UNKNOWN, None, text)
    assert library.split(text) == [text]


@pytest.mark.parametrize(
    "text",
    [
        "<b>đăng ký tạm trú</b>",
        "đăng\u200b ký\u00a0tạm trú\u202c",
        unicodedata.normalize("NFD", "đăng ký tạm trú"),
        "ĐĂNG KÝ TẠM TRÚ!!!",
        "đăng ký tạm trú " + "ạ " * 4_000,
        "**đăng ký** _tạm trú_; DROP TABLE people; --",
    ],
)
def test_decoration_does_not_hide_a_question(library: Library, text: str) -> None:
    assert library.search(text).candidates[0].entry.id == "tam-tru"


def test_a_result_holds_at_most_five_distinct_candidates_with_scores_in_bounds(library: Library) -> None:
    for text in ("giấy", "đăng ký", "trợ cấp", "chào", "xin giấy xác nhận cho con"):
        result = library.search(text)
        ids = [item.entry.id for item in result.candidates]
        assert len(ids) == len(set(ids)) <= 5
        assert all(0 <= item.score <= 1 for item in result.candidates)


def test_an_explanation_names_the_words_the_weights_and_the_reason(library: Library) -> None:
    text = library.explain("mat cccd, khong phai the ngan hang")
    assert "can-cuoc-cap-lai" in text
    assert "said not to be meant: the ngan hang" in text
    assert "also read:" in text
    assert "weight" in text


def test_words_that_a_large_library_holds_everywhere_still_lead_to_their_entry(library: Library) -> None:
    made = [
        {"code": f"9.{number:06d}", "name": f"Đăng ký kho tạm lưu trú hàng hóa chuyến số {number}"}
        for number in range(900)
    ]
    large = Library([*library.entries.values(), *entries_of(made)])
    for text in ("đăng ký tạm trú mấy ngày xong", "dk tam tru can nhung gi z"):
        assert large.search(text).candidates[0].entry.id == "tam-tru"
