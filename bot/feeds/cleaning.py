"""Markup of other sites as plain text: cleaned by a library (nh3), paragraphs kept, scripts and styles gone."""

from __future__ import annotations

import html
import re

import nh3

from bot.tidy import tidy

_BLOCKS = {
    "p",
    "br",
    "div",
    "li",
    "ul",
    "ol",
    "tr",
    "table",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "blockquote",
    "section",
}
_CELLS = {"td", "th"}
_GONE = {"script", "style", "noscript", "template", "iframe", "object", "svg", "math", "figcaption", "button", "select"}
_END = re.compile(r"<(?:br|/?(?:p|div|ul|ol|tr|table|h[1-6]|blockquote|section))>")
_LONGEST = 200_000  # characters of markup


def plain(markup: str, longest: int = 20_000) -> str:
    """The words of a piece of HTML, a blank line between paragraphs."""
    tidied = re.sub(r"\s+", " ", markup[:_LONGEST])
    safe = nh3.clean(tidied, tags=_BLOCKS | _CELLS, attributes={}, clean_content_tags=_GONE, link_rel=None)
    broken = _END.sub("\n", re.sub(r"<li>", "\n– ", safe))
    words = html.unescape(nh3.clean(broken, tags=set(), attributes={}))
    lines = [" ".join(line.split()) for line in tidy(words, longest).split("\n")]
    return re.sub(r"\n– ?(?=\n|$)", "", "\n\n".join(line for line in lines if line)).strip().replace("\n\n– ", "\n– ")


def words(markup: str) -> str:
    """The words of a title or a name: one line. Sites escape them once, twice or not at all."""
    return " ".join(plain(html.unescape(markup), 500).split())
