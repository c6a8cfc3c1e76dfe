"""How a reply looks on Telegram."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.channels.base import utf16
from bot.channels.telegram.compose import Part, compose
from bot.messages import Button, Reply


def rows(part: Part) -> list[list[str]]:
    assert part.keyboard
    return [[button["text"] for button in row] for row in part.keyboard["inline_keyboard"]]


def buttons(*labels: str) -> tuple[Button, ...]:
    return tuple(Button(label, f"a:{n}") for n, label in enumerate(labels))


def test_two_short_labels_share_a_row_and_a_long_one_stands_alone() -> None:
    (part,) = compose(
        Reply(
            "x", buttons=buttons("Giấy tờ", "Lệ phí", "Nộp ở đâu", "Xin cấp giấy xác nhận tình trạng hôn nhân", "Hết")
        )
    )
    assert rows(part) == [
        ["Giấy tờ", "Lệ phí"],
        ["Nộp ở đâu"],
        ["Xin cấp giấy xác nhận tình trạng hôn nhân"],
        ["Hết"],
    ]


def test_yes_and_no_stay_side_by_side() -> None:
    kinds = [
        ("Giấy tờ", "show:1"),
        ("Lệ phí", "show:2"),
        ("Xem hết", "show:3"),
        ("Có", "helped:1"),
        ("Chưa", "helped:0"),
    ]
    (part,) = compose(Reply("x", buttons=tuple(Button(label, data) for label, data in kinds)))
    assert rows(part) == [["Giấy tờ", "Lệ phí"], ["Xem hết"], ["Có", "Chưa"]]


def test_a_hundred_buttons_fit_and_the_rest_follow() -> None:
    first, second = compose(Reply("x", buttons=buttons(*(f"Thủ tục khá dài số {n}" for n in range(130)))))
    assert (first.text, sum(map(len, rows(first))), sum(map(len, rows(second)))) == ("x", 100, 30)


def test_a_label_is_cut_to_what_a_phone_shows() -> None:
    (part,) = compose(Reply("x", buttons=buttons("rất dài " * 20)))
    ((label,),) = rows(part)
    assert len(label) <= 64
    assert label.endswith("…")


def test_addresses_open_or_are_written_out() -> None:
    links = (Button("Cổng quốc gia", url="https://dichvucong.gov.vn"), Button("Gọi", url="tel:1022"))
    (part,) = compose(Reply("x", buttons=links))
    assert rows(part) == [["Cổng quốc gia"]]
    assert part.text == "x\n\nGọi: tel:1022"


def test_a_button_with_too_much_data_is_a_line_with_the_number_to_type() -> None:
    (part,) = compose(Reply("x", buttons=(Button("Một", "a:1"), Button("Hai", "ộ" * 22), Button("Ba", "a:3"))))
    assert rows(part) == [["Một", "Ba"]]
    assert part.text == "x\n\n2. Hai"


def test_styles_are_entities_and_count_utf16_units() -> None:
    (part,) = compose(Reply("Mang <b>tờ khai</b>.", title="👵 Khai sinh", note="01/11/2026"))
    assert part.text == "👵 Khai sinh\nMang <b>tờ khai</b>.\n\n01/11/2026"
    assert [(e["type"], e["offset"], e["length"]) for e in part.entities] == [
        ("bold", 0, 12),
        ("italic", utf16(part.text) - 10, 10),
    ]


def test_nothing_to_say_is_no_message() -> None:
    assert compose(Reply("  ")) == []


TEXT = st.text(alphabet=st.sampled_from("aộ👵 .\n<&"), max_size=3000)


@given(title=TEXT, text=TEXT.map(lambda t: t * 4), note=TEXT)
def test_every_message_is_within_the_limits_and_its_styles_within_the_message(title: str, text: str, note: str) -> None:
    parts = compose(Reply(text, title=title, note=note))
    for part in parts:
        assert 0 < utf16(part.text) <= 4096
        assert part.text.strip()
        assert all(e["length"] > 0 and e["offset"] + e["length"] <= utf16(part.text) for e in part.entities)
    everything = "".join(title.split() + text.split() + note.split())
    assert "".join("".join(part.text.split()) for part in parts) == everything
