"""The menu turns over page by page in its place."""

from __future__ import annotations

from tests.kit import Desk


async def test_every_entry_of_a_field_is_reached_page_by_page(desk: Desk) -> None:
    library = desk.app.shelf.library
    expected = {entry.short for entry in library.in_field("ho-tich") if entry.kind.value in ("procedure", "ward")}
    await desk.ask("menu")
    (page,) = await desk.press("Hộ tịch (khai sinh, kết hôn, khai tử)")
    seen: set[str] = set()
    for _ in range(20):
        labels = [button.label for button in page.buttons]
        seen |= set(labels)
        if "Trang sau" not in labels:
            break
        desk.clock.move(seconds=1)
        (page,) = await desk.press("Trang sau", message="3")
        assert page.replace
    assert expected <= seen
    assert len(expected) > 20


async def test_all_fields_with_entries_are_in_the_menu_and_no_other(desk: Desk) -> None:
    library = desk.app.shelf.library
    *_, first = await desk.ask("/menu")
    (second,) = await desk.press("Lĩnh vực khác", message="1")
    offered = [button.label for page in (first, second) for button in page.buttons if button.data.startswith("field:")]
    expected = [
        field.name for field in library.fields if any(e.kind.value == "procedure" for e in library.in_field(field.id))
    ]
    assert set(expected) <= set(offered)
    assert len(offered) == len(set(offered))
    (again,) = await desk.press("Về đầu danh sách", message="1")
    assert again.buttons == first.buttons


async def test_a_menu_opened_beside_an_answer_leaves_the_answer_standing(kites: Desk) -> None:
    await kites.ask("/gio")
    (menu,) = await kites.press("Các lĩnh vực", message="1")
    assert not menu.replace
    (field,) = await kites.press("Vui chơi", message="2")
    assert field.replace  # inside the menu it turns over
    (entry,) = await kites.press("Thả diều", message="2")
    assert not entry.replace


async def test_pages_out_of_bounds_show_the_nearest_one(kites: Desk) -> None:
    for page in ("0", "-3", "99", "abc", "9" * 50):
        kites.clock.move(seconds=1)
        (reply,) = await kites.ask(data=f"field:vui-choi:{page}")
        assert "Thả diều" in [button.label for button in reply.buttons]


async def test_small_talk_and_redirects_are_not_in_the_menu(kites: Desk) -> None:
    (reply,) = await kites.ask(data="field:chung")
    assert [button.label for button in reply.buttons] == ["Nước mía", "Lĩnh vực khác"]
