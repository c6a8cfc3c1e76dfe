"""Official names said shorter: "Đổi, cấp lại giấy A đối với B; C" is also "đổi giấy A", "cấp lại giấy A" and "C"."""

from __future__ import annotations

import re

from faq.glossary import Glossary, forms

_QUALIFIER = re.compile(
    r"\s*(?::|\.$|\b(?:đối với|trong trường hợp|trường hợp|theo quy định|theo đề nghị|theo nguyện vọng|theo yêu cầu|"
    r"đã được giải quyết|của công dân|liên quan đến|mà|thuộc|do|tại|trong phạm vi|thực hiện bằng|thực hiện tại|"
    r"bằng dịch vụ công|để)\b)"
)
_PARENTHESES = re.compile(r"\((?:[^();]*;|(?:\S+ ){5})[^)]*(?:\)|$)")
_LEAD = 3  # words of one item in a leading list of verbs
_SHORTEST = 3  # words that a shortened name keeps at least


def shorter(name: str, glossary: Glossary) -> list[str]:
    """The shorter ways of saying an official name; empty where it cannot be shortened."""
    said = []
    for part in _PARENTHESES.sub(" ", name).split(";"):
        head = _head(part.strip())
        listed = _unlisted(head, glossary)
        said += listed or ([head] if head != name else [])
    return [way for way in dict.fromkeys(said) if way != name and len(way.split()) >= _SHORTEST]


def _head(part: str) -> str:
    """A name up to its first qualifier, if enough is left."""
    for match in _QUALIFIER.finditer(part):
        if len(part[: match.start()].split()) >= _SHORTEST:
            return part[: match.start()].strip(" ,")
    return part.strip(" ,.")


def _unlisted(part: str, glossary: Glossary) -> list[str]:
    """The list "A, B, C việc" as "A việc", "B việc", "C việc"."""
    items = [item.strip() for item in part.split(",")]
    lead = 0
    while lead < len(items) - 1 and len(items[lead].split()) <= _LEAD:
        lead += 1
    if not lead:
        return []
    last = forms(items[lead])
    if not last:
        return []
    size = max((end for end, _ in glossary.features.at(last, 0)), default=len(items[lead - 1].split()))
    words = items[lead].split()
    verbs, rest = [*items[:lead], " ".join(words[:size])], " ".join(words[size:])
    return [f"{verb} {rest}" for verb in verbs] if rest else []
