"""The sites that the ward's news may be taken from, as ward.toml names them."""

from __future__ import annotations

from typing import Annotated, Literal, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, model_validator

from bot.toml_file import Part


def _address(value: str) -> str:
    """A page in the net, without a name and password in it: it is shown on pages."""
    try:
        parts = urlsplit(value)
        fine = parts.scheme in ("http", "https") and parts.hostname and "@" not in parts.netloc and parts.port != 0
    except ValueError:
        fine = False
    if not fine or not value.isascii() or any(sign.isspace() for sign in value):
        raise ValueError(f"{value!r} is not an address, it must be like https://host/page")
    return value


def _selector(value: str) -> str:
    """Something that the parser of pages understands."""
    from selectolax.lexbor import LexborHTMLParser, SelectolaxError  # noqa: PLC0415 - few wards have pages to select from

    try:
        LexborHTMLParser("<p></p>").css(value)
    except SelectolaxError:
        raise ValueError(f"{value!r} is not a CSS selector") from None
    return value


Selector = Annotated[str, Field(max_length=200), AfterValidator(lambda value: _selector(value) if value else "")]
TopicId = Annotated[str, Field(pattern=r"^[a-z0-9-]{1,24}$")]


class ArticleSelectors(Part):
    """Where the parts of an article stand on its own page; "" is not looked for there."""

    title: Selector = ""
    date: Selector = ""
    author: Selector = ""
    picture: Selector = ""
    text: Selector = ""


class ListSelectors(ArticleSelectors):
    """Where they stand in each `item` of a list page; without `link` and `title` its first link is both."""

    item: Selector = ""
    link: Selector = ""
    category: Selector = ""


class Source(Part):
    """One site: a feed (RSS, Atom, JSON Feed) or a page that lists articles."""

    id: Annotated[str, Field(pattern=r"^[a-z0-9-]{1,24}$")]
    name: Annotated[str, Field(min_length=1, max_length=60)]
    kind: Literal["feed", "list"] = "feed"
    address: Annotated[str, Field(max_length=500), AfterValidator(_address)]
    topic: TopicId
    categories: dict[Annotated[str, Field(min_length=1)], TopicId] = Field({})
    trusted: tuple[TopicId, ...] = ()
    every_minutes: Annotated[int, Field(ge=5, le=1440)] = 30
    select: ListSelectors = ListSelectors()
    article: ArticleSelectors = ArticleSelectors()

    @model_validator(mode="after")
    def _lists_have_items(self) -> Self:
        """A page can only be read by somebody who knows where its items are."""
        if self.kind == "list" and not self.select.item:
            raise ValueError("select.item is missing: the CSS selector of one item of the list")
        return self

    def topics(self) -> set[str]:
        """Every topic that it names."""
        return {self.topic, *self.categories.values(), *self.trusted}
