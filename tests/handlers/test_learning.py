"""What to learn, in the chat: the groups that most people asked, for administrators alone."""

from __future__ import annotations

from tests.handlers.test_receipts import become_staff
from tests.kit import Desk
from tests.learningkit import asked


async def test_the_most_asked_come_first_with_the_page(desk: Desk) -> None:
    await become_staff(desk, "sep", "administrator")
    assert "câu nào cũng có câu trả lời" in (await desk.ask("/hochoi", who="sep"))[0].text
    await asked(desk.app, ("a", "loa kéo ồn quá"))
    await asked(desk.app, *((f"b{number}", "chừng nào phường xịt muỗi") for number in range(12)))
    [reply] = await desk.ask("học hỏi", who="sep")
    assert reply.text.splitlines() == [
        "1. 12 người hỏi: “chừng nào phường xịt muỗi”",
        "2. 1 người hỏi: “loa kéo ồn quá”",
    ]
    assert reply.buttons[0].url.endswith("/quan-tri/hoc-hoi")


async def test_many_are_cut_short(desk: Desk) -> None:
    await become_staff(desk, "sep", "administrator")
    words = [
        "loa kéo ồn quá",
        "chừng nào xịt muỗi",
        "hiến máu ở đâu",
        "thuê sạp chợ",
        "mượn sách thư viện",
        "bay flycam",
    ]
    await asked(desk.app, *(("a", text + " z" * 300) for text in words))
    text = (await desk.ask("/hochoi", who="sep"))[0].text
    assert "… và 1 nhóm nữa." in text
    assert len(text) < 1000


async def test_nobody_else_and_not_before_others(desk: Desk) -> None:
    await asked(desk.app, ("a", "loa kéo ồn quá"))
    assert "loa kéo" not in str(await desk.ask("/hochoi"))
    await become_staff(desk, "quay", "official")
    assert "loa kéo" not in str(await desk.ask("/hochoi", who="quay"))
    await become_staff(desk, "sep", "administrator")
    assert "loa kéo" not in str(await desk.ask("/hochoi", who="sep", group=True))
