"""What stands in the words of an article that is about it: "Ngày đăng : 04/08/2022", "Tác giả: …", "Xem với cỡ chữ"."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime

from bot.feeds.article import LONGEST_AUTHOR, Article, one_line
from bot.feeds.dates import day_in

_DAY = re.compile(r"(?:ngày (?:đăng(?: tin)?|xuất bản|viết)|đăng (?:ngày|lúc)|thời gian đăng)\s*[:–-]?\s*(.+)", re.I)
_AUTHOR = re.compile(
    r"(?:tác giả|người (?:đăng|viết)|bài(?:,| và)? ảnh|tin(?:,| và)? bài|nguồn tin|viết bởi)\s*[:–-]\s*(.+)", re.I
)
_BOTH = re.compile(r"\s*[|•]?\s*(?=tác giả\s*[:–-])", re.I)
_NOISE = re.compile(
    r"(?:xem với cỡ chữ|cỡ chữ|(?:số )?lượt xem|chia sẻ|in trang|in bài viết|đọc bài|quay lại)\b.{0,30}", re.I
)
_FIRST = 6  # such lines stand at the beginning or the end
_SHORT = 100  # characters; longer is a sentence that only begins so


def read_labels(article: Article, now: datetime) -> Article:
    """The article with what such lines tell, and without them."""
    lines = [
        part for line in article.text.split("\n") for part in (_BOTH.split(line) if len(line) <= _SHORT else [line])
    ]
    day, author, kept = article.day, unlabelled(article.author), []
    for at, line in enumerate(lines):
        if _FIRST * 2 <= at < len(lines) - _FIRST or len(line) > _SHORT:
            kept.append(line)
        elif match := _DAY.fullmatch(line.strip()):
            day = day or day_in(match[1], now)
        elif match := _AUTHOR.fullmatch(line.strip()):
            author = author or match[1]
        elif not _NOISE.fullmatch(line.strip()) and (line.strip() != article.title or at >= _FIRST):
            kept.append(line)
    text = re.sub(r"\n{3,}", "\n\n", "\n".join(kept)).strip()
    return replace(article, day=day, author=one_line(author, LONGEST_AUTHOR), text=text)


def unlabelled(author: str) -> str:
    """The name alone of what may be "Ngày đăng : 04/08/2022 | Tác giả: Hạnh Phúc"."""
    parts = [part.strip() for part in re.split(r"[|•\n]", "|".join(_BOTH.split(author))) if part.strip()]
    named = next((match[1] for part in parts if (match := _AUTHOR.fullmatch(part))), "")
    return (named or next((part for part in parts if not _DAY.fullmatch(part)), "")).strip()
