"""Our search beside plain rapidfuzz scorers, BM25, SQLite FTS5 and tantivy: same questions, same entries, one run.

python benchmarks/search.py [QUESTIONS] [--library DIR | --domain DIR] [--growth FILE]

QUESTIONS is the project's own file by default; JSON lines of {"q", "codes"} work too. `--domain DIR` (or the
environment variable DOMAIN) names a folder with procedures.jsonl, searched instead of the ward's library. `--growth`
names JSON lines with a "name_vi" each: libraries of 350, 2,600 and 12,000 entries are made of the ward's procedures, as
a dump holds them, and of these names with numbering and places varied. Times are processor time, so that what else the
machine does is not measured; the first questions, which warm a search up, are not counted.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from benchmarks.noise import KINDS, spoil
from benchmarks.questions import OWN, Asked, in_scope, read
from benchmarks.rivals import Rank, documents, rivals
from faq import DATA, Entry, Kind, Library
from faq.__main__ import as_export
from faq.dump import entries_of, read_dump

SIZES = (350, 2600, 12000)
SAMPLED = 4  # one question in so many is asked of the growing libraries
_PLACES = ("phường Long Phú", "xã Châu Phong", "khu vực biên giới", "địa bàn tỉnh An Giang", "vùng đồng bằng")


@dataclass(frozen=True)
class Row:
    """What was measured of one search."""

    name: str
    first: float
    three: float
    noisy: float
    median: float
    p99: float
    build: float
    memory: float


def ours(library: Library) -> Rank:
    """The project's search, as the ids of its candidates; a group counts as the entries it offers."""
    return lambda question: [candidate.entry.id for candidate in library.search(question).candidates]


def measure(name: str, build: Callable[[], Rank], questions: Sequence[Asked]) -> Row:
    """Build, ask everything plain and spoiled, and build once more in a process of its own for the memory."""
    gc.collect()
    start = time.process_time()
    rank = build()
    took = time.process_time() - start
    for asked in questions:
        rank(asked.text.upper())  # a text that no memory of the last questions answers below
    times: list[float] = []
    right = three = 0
    for asked in questions:
        begin = time.process_time()
        found = rank(asked.text)
        times.append((time.process_time() - begin) * 1000)
        right += bool(found) and found[0] in asked.entries
        three += any(entry in asked.entries for entry in found[:3])
    times.sort()
    spoiled = _noisy(rank, questions)
    count = len(questions)
    memory = _memory(build)
    return Row(name, right / count, three / count, spoiled, times[count // 2], times[int(count * 0.99)], took, memory)


def _memory(build: Callable[[], Rank]) -> float:
    """Megabytes that building adds to a process."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        before = _resident()
        kept = build()
        os.write(writer, str(_resident() - before).encode())
        os._exit(0 if kept else 1)
    os.waitpid(child, 0)
    os.close(writer)
    with os.fdopen(reader) as pipe:
        return float(pipe.read() or "nan")


def _resident() -> float:
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def _noisy(rank: Rank, questions: Sequence[Asked]) -> float:
    """The mean R@1 with every question under three kinds of noise, all kinds equally often."""
    kinds = list(KINDS)
    hits = 0
    for place, asked in enumerate(questions):
        for kind in (kinds[(place + step) % len(kinds)] for step in (0, 6, 12)):
            found = rank(spoil(asked.text, kind))
            hits += bool(found) and found[0] in asked.entries
    return hits / (3 * len(questions))


def table(rows: Sequence[Row]) -> str:
    """The rows for a terminal or a note."""
    names = ("search", "R@1", "R@3", "noisy R@1", "ms median", "ms p99", "build s", "memory MB")
    head = f"| {' | '.join(names)} |\n{'|---' * len(names)}|"
    lines = [
        f"| {row.name} | {row.first:.3f} | {row.three:.3f} | {row.noisy:.3f} | {row.median:.2f} | {row.p99:.2f} "
        f"| {row.build:.2f} | {row.memory:.1f} |"
        for row in rows
    ]
    return "\n".join([head, *lines])


def all_rows(entries: Sequence[Entry], questions: Sequence[Asked]) -> list[Row]:
    """What is measured of all searches on one library, ours first."""
    rows = [measure("ours", lambda: ours(Library(entries)), questions)]
    for name, build in rivals().items():
        rows.append(measure(name, lambda build=build: build(documents(entries)), questions))  # type: ignore[misc]  # the default binds the value
    return rows


def noise_table(entries: Sequence[Entry], questions: Sequence[Asked]) -> str:
    """Our R@1 under each kind of noise."""
    rank = ours(Library(entries))
    lines = []
    for kind in KINDS:
        found = [(asked, rank(spoil(asked.text, kind))) for asked in questions]
        hits = sum(bool(ids) and ids[0] in asked.entries for asked, ids in found)
        lines.append(f"| {kind} | {hits / len(questions):.3f} |")
    return "\n".join(["| noise | R@1 |", "|---|---|", *lines])


def growth(path: Path, library: Library, questions: Sequence[Asked]) -> str:
    """The table of all searches on libraries that grow, and what growing costs ours."""
    names = [json.loads(line)["name_vi"] for line in path.read_text(encoding="utf-8").splitlines()]
    own = [as_export(entry) for entry in library.entries.values() if entry.kind is Kind.PROCEDURE]
    held = {str(record["entry"]) for record in own}
    asked = [question for question in questions if question.entries & held][::SAMPLED]
    tables, medians = [], []
    for size in SIZES:
        made = [{"code": f"9.{place:06d}", "name": _varied(names, place)} for place in range(size - len(own))]
        rows = all_rows(entries_of([*own, *made]), asked)
        medians.append(rows[0].median)
        tables.append(f"{size} entries, {len(asked)} questions\n\n{table(rows)}")
    cost = ", ".join(f"{size}: {median / medians[0]:.1f}" for size, median in zip(SIZES, medians, strict=True))
    return "\n\n".join([*tables, f"our median against the smallest library: {cost}"])


def _varied(names: Sequence[str], place: int) -> str:
    again, number = divmod(place, len(names))
    return f"{names[number]} {_PLACES[again % len(_PLACES)]} số {again}" if again else names[number]


def main() -> int:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("questions", nargs="?", type=Path, default=OWN)
    parser.add_argument("--library", type=Path, default=DATA)
    parser.add_argument("--domain", type=Path, default=os.environ.get("DOMAIN"))
    parser.add_argument("--growth", type=Path, help="JSON lines with a name_vi each")
    options = parser.parse_args()
    entries: Sequence[Entry] = tuple(Library.load(options.library).entries.values())
    if options.domain:
        dump = Path(options.domain) / "procedures.jsonl"
        if not dump.exists():
            print(f"left out: {dump} is not there", file=sys.stderr)
            return 0
        entries = read_dump(dump)
    library = Library(entries)
    questions = in_scope(read(options.questions, library))
    known = {entry.id for entry in entries}
    questions = [asked for asked in questions if asked.entries & known]
    print(f"{len(entries)} entries, {len(questions)} questions\n")
    print(table(all_rows(entries, questions)))
    print(f"\n{noise_table(entries, questions)}")
    if options.growth:
        print(f"\n{growth(options.growth, library, questions)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
