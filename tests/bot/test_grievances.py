"""Which comments a leader hears of at once, on sentences as people write them."""

from __future__ import annotations

import pytest

from bot.grievances import grievance, lawful

TELLS = {
    "bribery": (
        "cán bộ đòi tiền tui mới làm",
        "can bo doi tien moi lam",
        "nó đòi 500 ngàn mới chịu ký",
        "doi tui 200k",
        "phải lót tay mới xong",
        "Không lót tay thì hồ sơ nằm đó hoài không ai làm.",
        "khong co phong bi la khong xong dau, phai dua phong bi",
        "ko đưa thêm tiền thì ko nhận giấy",
        "anh kia vòi tiền cà phê",
        "chị ở quầy gợi ý bồi dưỡng",
        "thái độ tốt nhưng có người đòi phong bì",
        "ổng nói đưa thêm 300 thì mai lấy liền",
        "Tui phải bỏ phong bì 200 ngàn, chứ không là còn đi hoài",
        "cán bộ nhận tiền rồi im luôn",
        "thu 100 ngàn không biên lai",
        "phải qua cò mới lẹ",
        "nghi là có tham nhũng ở đây",
    ),
    "threat": (
        "ông đó hăm dọa tui",
        "Cán bộ đe doạ không làm giấy cho nhà tui nữa",
        "no doa danh tui",
        "nói tui mà phản ánh thì coi chừng đó",
        "con tui bị trù dập",
        "lần sau tui đốt luôn cái ủy ban",
        "dọa kêu công an bắt",
    ),
    "harassment": (
        "cán bộ hạch sách đủ điều",
        "hach sach ba gia",
        "bị quát trước mặt mọi người",
        "Cô ở quầy 2 chửi tôi",
        "làm khó dân quá",
        "cố tình gây khó dễ, bắt đi lại 5 lần",
        "thái độ hách dịch",
        "ông bảo vệ nạt má tui",
        "anh đó sàm sỡ con gái tui",
        "nhũng nhiễu người dân",
    ),
}

SILENT = (
    "không ai đòi tiền gì",
    "Không có ai đòi tiền hay làm khó gì hết, cán bộ vui vẻ",
    "khong ai doi tien gi",
    "cán bộ không đòi tiền",
    "chưa bị đòi đồng nào",
    "hông thấy ai hạch sách gì hết",
    "cán bộ không hề quát nạt bà con",
    "đâu có ai vòi vĩnh gì",
    "khỏi lót tay gì hết mà vẫn nhanh",
    "không phải đưa phong bì",
    "ko bị làm khó dễ",
    "làm nhanh, không hách dịch",
    "đợi tiền trợ cấp lâu quá",
    "doi lay so lau qua",
    "cho tui hỏi chừng nào có tiền hỗ trợ",
    "cán bộ đi học lớp bồi dưỡng nên quầy vắng",
    "đổi tiền lẻ để đóng lệ phí hơi phiền",
    "đánh giá tốt",
    "chờ lâu, nóng nực",
    "tờ khai khó hiểu quá",
    "giấy tờ nhiều, đi tới đi lui ba lần",
    "thu đúng lệ phí, có biên lai",
    "cán bộ cao to vui tính",
    "ghế hư, quạt hư",
    "rất hài lòng, cảm ơn cô Ba ở quầy số 1",
    "phí 15.000 đồng, đúng niêm yết",
    "😀",
    "",
)


@pytest.mark.parametrize(("kind", "sentence"), [(kind, said) for kind, all_ in TELLS.items() for said in all_])
def test_it_is_told(kind: str, sentence: str) -> None:
    assert grievance(sentence) == kind


@pytest.mark.parametrize("sentence", SILENT)
def test_it_is_left_in_peace(sentence: str) -> None:
    assert grievance(sentence) is None


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("tôi sẽ khiếu nại", "complaint"),
        ("tui muon khieu nai len tren", "complaint"),
        ("tôi muốn tố cáo cán bộ này", "denunciation"),
        ("se lam don to cao", "denunciation"),
        ("khiếu nại rồi tố cáo luôn", "denunciation"),
        ("anh cán bộ to cao nhiệt tình", None),
        ("không khiếu nại gì hết", None),
        ("tôi hài lòng", None),
    ],
)
def test_a_complaint_in_law_is_known_by_its_name(sentence: str, expected: str | None) -> None:
    assert lawful(sentence) == expected
