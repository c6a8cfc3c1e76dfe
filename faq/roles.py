"""Which words of a sentence name a matter, which tell a story, which only ask, and which fill the air."""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence

from faq.glossary import Glossary, Role
from faq.text import Form
from faq.topics import Hit

LONGEST_TOPIC = 4  # words of a topic phrase that all name the topic; a longer one spans words of the matter too

Span = tuple[int, int]


def roles_of(
    sentence: Sequence[Form],
    glossary: Glossary,
    topics: Iterable[Hit],
    named: Iterable[Span],
    doubtful: Container[int] = (),
) -> list[Role]:
    """The role of each word: the airiest phrase it stands in decides, but what is part of a name is content.

    At a doubtful place a word is no filler on its own: "tu" in a bare "khai tu" is not "từ".
    """
    roles = [Role.CONTENT] * len(sentence)
    for start, end, role in glossary.roles.all(sentence, doubtful):
        roles[start:end] = [max(role, old) for old in roles[start:end]]
    for start, end, _ in topics:
        last = end if end - start <= LONGEST_TOPIC else start + 1
        roles[start:last] = [max(Role.TOPIC, old) for old in roles[start:last]]
    for start, end in named:
        roles[start:end] = [Role.CONTENT] * (end - start)
    return roles
