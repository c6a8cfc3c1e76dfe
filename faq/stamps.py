"""Which files of a folder are there and when they were written, to notice a change."""

from __future__ import annotations

from pathlib import Path

Stamp = tuple[str, int, int]


def stamps(folder: Path) -> tuple[Stamp, ...]:
    """Name, time and size of every TOML file in a folder."""
    found = []
    for path in sorted(folder.glob("*.toml")):
        try:
            stat = path.stat()
        except OSError:  # removed between listing and looking: the next look sees the rest
            continue
        found.append((path.name, stat.st_mtime_ns, stat.st_size))
    return tuple(found)
