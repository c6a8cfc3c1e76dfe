"""The machine: channels, storage, jobs, pages, and the file that plugs them together."""

import sys

__version__ = "0.1.0"

# httpx loads its command line, with rich and Pygments, wherever these happen to be: some megabytes for nothing
sys.modules.setdefault("httpx._main", None)  # type: ignore[arg-type] # None is Python's own way to say "not here"
