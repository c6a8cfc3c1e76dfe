"""Pages for people: the items of a list, and an article on its own page, found by the selectors of ward.toml."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from datetime import datetime
from urllib.parse import urljoin

from selectolax.lexbor import LexborHTMLParser, LexborNode

from bot.feeds.article import LONGEST_TITLE, Article, key_of, one_line, whole
from bot.feeds.cleaning import plain, words
from bot.feeds.dates import day_in
from bot.feeds.fetching import Answer
from bot.feeds.pictures import address_of, first_in
from bot.feeds.trouble import FetchError
from bot.sources import ArticleSelectors, ListSelectors

_AT_MOST = 60  # items of a list
_NAMED = re.compile(rb"charset\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)
_SNIFFED = 4096  # bytes in which a page names its encoding
_BOMS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))

Node = LexborHTMLParser | LexborNode


def decoded(answer: Answer) -> str:
    """A page's text: by its mark, by what its server or itself says, else UTF-8, else Windows' Vietnamese; composed."""
    body = answer.body or b""
    names = [name for bom, name in _BOMS if body.startswith(bom)]
    for place in (answer.type.encode("latin-1", "replace"), body[:_SNIFFED]):
        if match := _NAMED.search(place):
            names.append(match[1].decode("ascii"))
    for name in [*names, "utf-8"]:
        try:
            return unicodedata.normalize("NFC", body.decode(name, "strict"))
        except (LookupError, UnicodeError):
            continue
    wrong = body.decode("utf-8", "replace")
    few = wrong.count("\N{REPLACEMENT CHARACTER}") * 200 < len(wrong)  # a slip in a page that is UTF-8
    return unicodedata.normalize("NFC", wrong if few else body.decode("cp1258", "replace"))


def read_list(answer: Answer, select: ListSelectors, now: datetime) -> list[Article]:
    """The items of a list page in its order. Raises `FetchError`."""
    page = LexborHTMLParser(decoded(answer))
    base = _base(page, answer.url)
    nodes = page.css(select.item)[:_AT_MOST]
    if not nodes:
        raise FetchError("no-items")
    found = [item for node in nodes if (item := _item(node, select, base, now))]
    if not found:
        raise FetchError("no-titles")
    return list({item.key: item for item in found}.values())


def read_article(answer: Answer, article: Article, select: ArticleSelectors, now: datetime) -> Article:
    """An article with what its own page tells; what is not found there stays as it was."""
    page = LexborHTMLParser(decoded(answer))
    base = _base(page, answer.url)
    title = _words(page, select.title)
    text = "\n\n".join(filter(None, (plain(node.html or "") for node in page.css(select.text)))) if select.text else ""
    picture = _picture(page, select.picture, base)
    if not picture and select.text and (node := page.css_first(select.text)):
        picture = first_in(node.html or "", base)
    return replace(
        article,
        title=one_line(title, LONGEST_TITLE) or article.title,
        day=day_in(_words(page, select.date), now) or article.day,
        author=_words(page, select.author) or article.author,
        text=text or article.text,
        picture=picture or article.picture,
    )


def _item(node: LexborNode, select: ListSelectors, base: str, now: datetime) -> Article | None:
    """One item of a list, None if it has no title or leads nowhere."""
    anchor = _first(node, select.link or "a")
    link = whole(base, anchor.attributes.get("href") if anchor else "")
    title = _words(node, select.title) if select.title else (words(anchor.html or "") if anchor else "")
    if not title and anchor:
        title = words(anchor.attributes.get("title") or "")
    if not title or not link:
        return None
    text = _first(node, select.text)
    return Article(
        key=key_of("", link),
        title=one_line(title, LONGEST_TITLE),
        link=link,
        day=day_in(_words(node, select.date), now),
        author=_words(node, select.author),
        text=plain(text.html or "") if text else "",
        picture=_picture(node, select.picture, base),
        category=_words(node, select.category),
    )


def _first(node: Node, selector: str) -> LexborNode | None:
    """The first that fits, which may be the node itself."""
    return node.css_first(selector) if selector else None


def _words(node: Node, selector: str) -> str:
    found = _first(node, selector)
    if found is None:
        return ""
    if found.tag == "time" and found.attributes.get("datetime"):
        return found.attributes["datetime"] or ""
    if found.tag == "meta":
        return words(found.attributes.get("content") or "")
    return words(found.html or "")


def _picture(node: Node, selector: str, base: str) -> str:
    found = _first(node, selector)
    if found is None:
        return ""
    if found.tag == "meta":
        return whole(base, found.attributes.get("content"))
    img = found if found.tag == "img" else found.css_first("img")
    return address_of(img, base) if img else ""


def _base(page: LexborHTMLParser, url: str) -> str:
    """What relative addresses are relative to."""
    named = page.css_first("base[href]")
    return urljoin(url, (named.attributes.get("href") or "") if named else "")
