"""Other ways to search the same entries, each as people would plainly use the library."""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Callable, Iterable, Sequence

import bm25s
import tantivy
from rapidfuzz import fuzz, process

from faq import Entry
from faq.text import folded

Rank = Callable[[str], list[str]]
Document = tuple[str, str]  # entry id, folded way of asking
SCORERS = ("ratio", "partial_ratio", "token_set_ratio", "token_sort_ratio", "WRatio", "QRatio")
_MOST = 60  # ways fetched, so that three distinct entries are among them


def documents(entries: Sequence[Entry]) -> list[Document]:
    """Every way of asking for every entry."""
    return [
        (entry.id, folded(way)) for entry in entries for way in dict.fromkeys((entry.short, entry.name, *entry.ways))
    ]


def rapidfuzz_scorer(name: str, found: Sequence[Document]) -> Rank:
    """A plain rapidfuzz scorer over all ways."""
    ways = [text for _, text in found]
    scorer = getattr(fuzz, name)

    def rank(question: str) -> list[str]:
        best = process.extract(folded(question), ways, scorer=scorer, limit=_MOST)
        return _distinct(found[place][0] for _, _, place in best)

    return rank


def bm25(found: Sequence[Document]) -> Rank:
    """BM25 on folded syllables."""
    index = bm25s.BM25()
    index.index([text.split() for _, text in found], show_progress=False)
    most = min(_MOST, len(found))

    def rank(question: str) -> list[str]:
        places, _ = index.retrieve([folded(question).split()], k=most, show_progress=False)
        return _distinct(found[place][0] for place in places[0])

    return rank


def sqlite_fts(found: Sequence[Document]) -> Rank:
    """SQLite FTS5 with its own bm25, any word may match."""
    base = sqlite3.connect(":memory:")
    base.execute("CREATE VIRTUAL TABLE way USING fts5(entry UNINDEXED, text)")
    base.executemany("INSERT INTO way VALUES (?, ?)", found)

    def rank(question: str) -> list[str]:
        asked = " OR ".join(f'"{word}"' for word in folded(question).split())
        if not asked:
            return []
        rows = base.execute("SELECT entry FROM way WHERE way MATCH ? ORDER BY rank LIMIT ?", (asked, _MOST))
        return _distinct(row[0] for row in rows)

    return rank


def tantivy_index(found: Sequence[Document]) -> Rank:
    """Tantivy with its own BM25, any word may match."""
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("entry", stored=True)
    builder.add_text_field("text")
    index = tantivy.Index(builder.build(), path=tempfile.mkdtemp(prefix="tantivy-"))
    writer = index.writer()
    for entry, text in found:
        writer.add_document(tantivy.Document(entry=entry, text=text))
    writer.commit()
    index.reload()
    searcher = index.searcher()

    def rank(question: str) -> list[str]:
        asked = folded(question)
        if not asked:
            return []
        hits = searcher.search(index.parse_query(asked, ["text"]), _MOST).hits
        return _distinct(str(searcher.doc(address).get_first("entry")) for _, address in hits)

    return rank


def rivals() -> dict[str, Callable[[Sequence[Document]], Rank]]:
    """Every rival by name, as what builds it."""

    def plain(name: str) -> Callable[[Sequence[Document]], Rank]:
        return lambda found: rapidfuzz_scorer(name, found)

    made = {f"rapidfuzz {name}": plain(name) for name in SCORERS}
    return {**made, "BM25 (bm25s)": bm25, "SQLite FTS5": sqlite_fts, "tantivy": tantivy_index}


def _distinct(ids: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(ids))[:5]
