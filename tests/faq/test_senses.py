"""Words with several meanings, features said in other words, and what only fills the air."""

from __future__ import annotations

import pytest

from faq import DATA, Kind, Library, Topic, Verdict


@pytest.fixture(scope="module")
def library() -> Library:
    return Library.load(DATA)


@pytest.mark.parametrize(
    ("text", "entry"),
    [
        ("đăng ký tạm trú mất mấy ngày", "tam-tru"),  # takes
        ("khai tử mất bao nhiêu ngày", "khai-tu"),
        ("tách hộ mất khoảng bao nhiêu ngày", "tach-ho"),
        ("mất luôn cái thẻ căn cước", "can-cuoc-cap-lai"),  # loses
        ("bà nội mới mất, giờ làm giấy gì", "khai-tu"),  # dies
        ("chồng người Nhật đăng ký kết hôn", "ket-hon-nuoc-ngoai"),  # a country says foreign
        ("khách Tây thuê nhà mình khai báo sao", "tam-tru-nguoi-nuoc-ngoai"),
        ("đăng ký kết hôn, không phải có yếu tố nước ngoài", "ket-hon"),
        ("mất bản chính khai sinh xin bản sao", "trich-luc"),  # a copy, not once more
        ("mất giấy hôn thú mà ở xã sổ vẫn còn", "trich-luc"),  # the book is still there
        ("mất giấy hôn thú, xã không còn lưu sổ", "ket-hon-lai"),
        ("bị đau bao tử thì ăn gì", "tu-van-benh"),  # the stomach, no report of a death
        ("hết ở trọ", "xoa-tam-tru"),
        ("đăng ký nghĩa vụ ở đâu", "nvqs-lan-dau"),  # its own way does not say "first"
    ],
)
def test_neighbours_decide_what_a_word_means(library: Library, text: str, entry: str) -> None:
    assert library.search(text).candidates[0].entry.id == entry


@pytest.mark.parametrize(
    ("text", "entry"),
    [
        ("cong bo hoat dong ben thuy", "cong-bo-ben-thuy"),  # not "đóng"
        ("ba me tang cho con dat, chung thuc hop dong", "chung-thuc-giao-dich"),
        ("ho tro phoi giong bo", "phoi-giong"),  # not "bỏ"
        ("cap giay phep xay dung moi", "gpxd-moi"),  # not "dừng"
        ("dong ben thuy", "dong-ben-thuy"),
    ],
)
def test_a_bare_compound_does_not_say_the_feature_its_letters_spell(library: Library, text: str, entry: str) -> None:
    assert library.search(text).candidates[0].entry.id == entry


@pytest.mark.parametrize(
    "text", ["khai sinh cho chó", "làm căn cước cho con mèo nhà tui", "đăng ký kết hôn cho thú cưng"]
)
def test_a_pet_has_no_papers(library: Library, text: str) -> None:
    assert library.search(text).verdict is Verdict.UNKNOWN


@pytest.mark.parametrize(
    "text", ["khai sinh cho con", "cho nhà cháu hỏi làm khai sinh", "lam khai sinh cho con cho em"]
)
def test_a_child_is_no_pet(library: Library, text: str) -> None:
    assert library.search(text).entry is library.entries["khai-sinh"]


def test_the_offices_own_way_to_say_it_is_no_story(library: Library) -> None:
    heading = "Trình tự thực hiện thủ tục cấp giấy chứng nhận an toàn kỹ thuật tàu cá đóng mới"
    told = "hôm trước em đi ghe qua Châu Đốc, vợ em mới sanh con gái trên ghe, bà mụ đỡ, chưa ai làm giấy"
    assert library.search(heading).verdict is Verdict.UNKNOWN
    assert library.search(told).verdict is Verdict.CLARIFY


def test_goods_are_not_registered_in_a_household(library: Library) -> None:
    assert library.search("nhập khẩu cho vợ").candidates[0].entry.id == "thuong-tru"
    assert library.search("hải quan nhập khẩu máy móc").candidates[0].entry.id == "hai-quan"


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("Hồ sơ đăng ký kết hôn", Topic.PAPERS),
        ("giảm học phí trường nghề", Topic.GENERAL),  # the matter's name, no question about money
        ("gà chết dịch ở châu Phi có được hỗ trợ không", Topic.CONDITIONS),
        ("khai tử mất bao nhiêu tiền", Topic.FEE),
        ("khai tử mất bao nhiêu ngày", Topic.TIME),
        ("sao y bằng cấp ở công an phường được không", Topic.PLACE),
        ("làm căn cước ở xã khác được không", Topic.PLACE),
    ],
)
def test_the_name_of_a_matter_asks_nothing(library: Library, text: str, topic: Topic) -> None:
    assert library.search(text).topic is topic


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("cảm ơn em đã hỗ trợ nha", "thanks"),
        ("cán bộ thái độ kém quá", "complaint"),
        ("lên xuống phường mấy lần chưa xong", "complaint"),
        ("phường mình nằm ở chỗ nào", "ask-address"),
        ("xin số máy bàn của phường", "ask-phone"),
        ("thứ bảy này có nhận hồ sơ không vậy", "ask-opening-hours"),
        ("thứ bảy ủy ban phường có làm việc không", "ask-opening-hours"),  # the police have an answer like it
        ("i want to talk to a human", "ask-human"),
    ],
)
def test_what_is_said_to_the_ward_is_heard_through_its_filler(library: Library, text: str, intent: str) -> None:
    result = library.search(text)
    assert result.verdict is Verdict.SMALLTALK
    assert result.entry is not None
    assert result.entry.intent == intent


def test_every_name_and_way_of_asking_finds_its_own_entry(library: Library) -> None:
    lost = []
    for entry in library.entries.values():
        for text in dict.fromkeys((entry.short, entry.name, *entry.ways)):
            result = library.search(text)
            asked_back = entry.kind is Kind.GROUP and result.question == entry.question
            if result.entry is not entry and not asked_back:
                lost.append((text, entry.id, result.verdict.value))
    assert lost == []
