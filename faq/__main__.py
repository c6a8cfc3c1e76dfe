"""python -m faq ask | check | export | import | stats: the ward's library from the shell."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path

from faq.checking import checked, stale, unreviewed
from faq.counting import counted
from faq.dump import DumpError, as_export, read_dump
from faq.errors import LibraryError
from faq.importing import FIELDS, read_drafts, write
from faq.library import DATA, Library
from faq.overlay import NOTHING
from faq.overlay_file import read_overlay
from faq.result import Result


def as_row(result: Result) -> dict[str, object]:
    """A result in the stable JSON shape."""
    return {
        "q": result.text,
        "verdict": result.verdict.value,
        "entry": result.entry.id if result.entry else None,
        "code": result.entry.code if result.entry else None,
        "topic": result.topic.value,
        "score": round(result.score, 4),
        "candidates": [
            {"entry": item.entry.id, "code": item.entry.code, "score": round(item.score, 4)}
            for item in result.candidates
        ],
        "ms": round(result.ms, 3),
    }


def _ask(library: Library, options: argparse.Namespace) -> int:
    """Answer the questions given, or one a line from standard input."""
    if not options.question and sys.stdin.isatty() and not options.jsonl:
        print("no question: give one as an argument, or lines on standard input", file=sys.stderr)
        return 2
    lines: Iterable[str] = [" ".join(options.question)] if options.question else sys.stdin
    for number, line in enumerate(lines, 1):
        question = _question(line, options) if not options.question else line
        if question is None:
            print(f'line {number} is not of the form {{"q": "..."}}: {line.strip()[:80]}', file=sys.stderr)
            return 2
        result = library.search(question)
        if options.explain:
            print(f"{question}\n{library.explain(question)}")
        else:
            print(json.dumps(as_row(result), ensure_ascii=False) if options.jsonl else _plain(result), flush=True)
    return 0


def _question(line: str, options: argparse.Namespace) -> str | None:
    """The question on a line of input, None where the line is no such thing."""
    if not options.jsonl:
        return line.rstrip("\n")
    try:
        question = json.loads(line)["q"]
    except (ValueError, KeyError, TypeError):
        return None
    return question if isinstance(question, str) else None


def _plain(result: Result) -> str:
    """A result for people's eyes."""
    head = f"{result.verdict.value}: {result.entry.short if result.entry else result.question or '-'}"
    lines = [f"{head}  [{', '.join(topic.value for topic in result.topics) or 'general'}]  {result.score:.2f}"]
    lines += [f"  {item.score:.2f}  {item.entry.id}  {item.entry.short}" for item in result.candidates]
    return "\n".join(lines)


def _check(library: Library, options: argparse.Namespace) -> int:
    """Report what breaks a rule or is not found by its own words, and the drafts; or what was compared too long ago."""
    if options.stale is not None:
        found = list(stale(library, options.stale, date.today()))  # noqa: DTZ011 a day more or less is the same here
        print("\n".join(found) or f"every entry was checked within {options.stale} days")
        return 0
    result = checked(library)
    for line in result.wrong:
        print(line)
    for entry in unreviewed(library):
        print(f"draft: {library.places.get(entry.id, 'library')}: entry {entry.id!r} is not reviewed ({entry.short})")
    for line in result.drafts:
        print(f"draft: {line}")
    if not result.wrong:
        print(f"{len(library.entries)} entries keep every rule; each is found first by all its names and ways")
    return 1 if result.wrong else 0


def _export(library: Library, _: argparse.Namespace) -> int:
    """Write one line for each entry."""
    for entry in library.entries.values():
        print(json.dumps(as_export(entry), ensure_ascii=False))
    return 0


def _stats(library: Library, _: argparse.Namespace) -> int:
    """Count entries, ways, old, unsure and unreviewed facts."""
    print("\n".join(counted(library, date.today())))  # noqa: DTZ011 a day more or less is the same here
    return 0


def _import(options: argparse.Namespace) -> int:
    """Turn a dump into drafts beside what a folder holds."""
    made = read_drafts(options.dump, options.into)
    for line in made.said:
        print(f"{options.dump.name}: {line}", file=sys.stderr)
    for item in made.fields:
        print(f"{FIELDS}: a new field of work, {item.id!r}")
    for name, entries in made.files().items():
        print(f"{name}: {len(entries)} drafts")
    if options.dry_run:
        print(f"{len(made.drafts)} drafts would be written to {options.into}")
    else:
        write(made, options.into)
        print(f"{len(made.drafts)} drafts written to {options.into}; look at them with `python -m faq check`")
    return 0


_COMMANDS: dict[str, tuple[Callable[[Library, argparse.Namespace], int], str]] = {
    "ask": (_ask, "put a question to the library"),
    "check": (_check, "report what breaks a rule, and what is not reviewed"),
    "export": (_export, "write one JSON line for each entry"),
    "stats": (_stats, "count entries, ways, doubtful and unreviewed facts"),
}


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m faq", description="The ward's library from the shell.")
    commands = parser.add_subparsers(dest="command", required=True)
    made = {}
    for name, (_, text) in _COMMANDS.items():
        made[name] = commands.add_parser(name, help=text, description=text)
        made[name].add_argument("--library", type=Path, default=DATA, metavar="DIR", help="another data folder")
        made[name].add_argument(
            "--overlay", type=Path, metavar="FILE", help="lay the ward's own over it (python -m bot entries export)"
        )
    drafts = commands.add_parser("import", help="turn a dump into drafts", description="Turn a dump into drafts.")
    drafts.add_argument("dump", type=Path, metavar="FILE", help="JSON lines, one collected procedure each")
    drafts.add_argument("--into", type=Path, required=True, metavar="DIR", help="the data folder they are added to")
    drafts.add_argument("--dry-run", action="store_true", help="say what would be written, and write nothing")
    made["ask"].add_argument("--import", dest="dump", type=Path, metavar="FILE", help="search a dump of procedures")
    made["ask"].add_argument("--jsonl", action="store_true", help='read {"q": "..."} lines, write one line each')
    made["ask"].add_argument("--explain", action="store_true", help="say which words matched and why this verdict")
    made["ask"].add_argument("question", nargs="*", help="the question; without one, lines of standard input")
    made["check"].add_argument("--stale", type=int, metavar="DAYS", help="list what was checked longer ago")
    made["export"].add_argument("--jsonl", action="store_true", help="JSON lines (the only format)")
    return parser


def main(arguments: list[str] | None = None) -> int:
    """Run one command: 0 when all is well, 1 when a check found something, 2 when the input cannot be used."""
    options = _parser().parse_args(arguments)
    try:
        if options.command == "import":
            return _import(options)
        dump = getattr(options, "dump", None)
        overlay = read_overlay(options.overlay) if options.overlay else NOTHING
        library = Library(read_dump(dump)) if dump else Library.load(options.library)
        library = library.under(overlay) if overlay else library
        for left in library.laid.left_out:
            print(f"left out: {left}", file=sys.stderr)
    except (LibraryError, DumpError) as error:
        print(error, file=sys.stderr)
        return 1 if options.command == "check" and isinstance(error, LibraryError) else 2
    return _COMMANDS[options.command][0](library, options)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except (BrokenPipeError, KeyboardInterrupt):  # the reader went away, as `head` does
        sys.stderr.close()
        sys.exit(1)
