"""What hangs on a notice is known by its content; where a photograph was taken stays behind."""

from __future__ import annotations

import io
import zipfile

import pytest
from PIL import Image

from bot.notice_media import LARGEST, MediaError, read


def picture(kind: str = "JPEG", size: tuple[int, int] = (300, 200), **how: object) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "#336699").save(out, kind, **how)
    return out.getvalue()


def office(*parts: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        for part in parts:
            packed.writestr(part, "x")
    return out.getvalue()


def test_a_photograph_loses_its_place_and_stands_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by a quarter
    exif.get_ifd(0x8825)[2] = (10.8, 0, 0)  # where it was taken
    exif[0x010F] = "May cua chi Hai"
    body = picture(exif=exif)
    assert b"May cua chi Hai" in body
    found = read("IMG_2026.JPG", body, "Bản đồ")
    assert (found.kind, found.type, found.name, found.alt) == ("picture", "image/jpeg", "IMG_2026.jpg", "Bản đồ")
    assert b"May cua chi Hai" not in found.body
    with Image.open(io.BytesIO(found.body)) as shown:
        assert not shown.getexif()
        assert shown.size == (200, 300)


def test_a_large_picture_is_made_smaller() -> None:
    with Image.open(io.BytesIO(read("to.png", picture("PNG", (4000, 1000))).body)) as shown:
        assert shown.size == (2048, 512)


@pytest.mark.parametrize(
    ("name", "body", "type_", "called"),
    [
        ("Đơn xin.PDF", b"%PDF-1.7\nx", "application/pdf", "Đơn xin.pdf"),
        ("mau.exe", office("[Content_Types].xml", "word/document.xml"), "wordprocessingml", "mau.docx"),
        ("../../danh sach.xlsx", office("xl/workbook.xml"), "spreadsheetml", "danh sach.xlsx"),
        ("C:\\Users\\hai\\to\u202egpj.pdf", b"%PDF-1.4", "application/pdf", "to gpj.pdf"),
    ],
)
def test_files_are_known_by_their_content(name: str, body: bytes, type_: str, called: str) -> None:
    found = read(name, body)
    assert found.kind == "file"
    assert type_ in found.type
    assert found.name == called


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"MZ\x90\x00 a program",
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"<!doctype html><script>alert(1)</script>",
        b"\xff\xd8\xff not a picture at all",
        b"\x89PNG\r\n\x1a\n" + b"\0" * 50,
        office("word/document.xml", "word/vbaProject.bin"),
        office("readme.txt"),
        b"PK\x03\x04 broken",
        b"%PDF-" + b"x" * LARGEST,
        picture("GIF"),
    ],
)
def test_everything_else_is_refused_with_a_sentence(body: bytes) -> None:
    with pytest.raises(MediaError) as refused:
        read("hinh.png", body)
    assert str(refused.value).endswith(".")


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    bomb = picture("PNG", (9000, 9000))
    assert len(bomb) < LARGEST
    with pytest.raises(MediaError):
        read("bom.png", bomb)
