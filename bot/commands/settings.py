"""`python -m bot settings`: every setting with its help, as a .env file to start from."""

from __future__ import annotations

import json
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator

from pydantic_core import PydanticUndefined

from bot.settings import Settings

_HEAD = """\
# Every setting of Hài Lòng. Copy this file to .env beside it, take the # away and change what you want:
# what stays behind a # has the value shown. The same names work as environment variables, which win.
# After a change: python -m bot check
"""


def add_arguments(parser: ArgumentParser) -> None:
    """None: all of them are shown."""


async def run(settings: Settings, arguments: Namespace) -> int:
    """Print them."""
    print(example(), end="")
    return 0


def example() -> str:
    """The text of .env.example."""
    return _HEAD + "".join(_entries())


def _entries() -> Iterator[str]:
    """Each setting: a blank line, its help, and its name with the default."""
    for name, field in Settings.model_fields.items():
        default = "" if field.default in (None, PydanticUndefined) else field.default
        default = json.dumps(default, ensure_ascii=False) if isinstance(default, dict) else default
        yield f"\n# {field.description}\n# {name.upper()}={default}\n"
