"""The `holidays` library's calendar of Viet Nam, without the 250 other countries that its package brings in.

Importing one country runs the package's list of all of them: eight megabytes that no ward has a use for.
"""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path
from types import ModuleType

import holidays

_PACKAGE = "holidays.countries"


def _vietnam() -> type[holidays.HolidayBase]:
    """The one country, from a package of the same name and place that imports nothing by itself."""
    if _PACKAGE not in sys.modules:
        bare = ModuleType(_PACKAGE)
        bare.__path__ = [str(Path(holidays.__file__).with_name("countries"))]
        sys.modules[_PACKAGE] = bare
        try:
            import_module(f"{_PACKAGE}.vietnam")
        finally:
            del sys.modules[_PACKAGE]  # who wants all countries still gets them
    country: type[holidays.HolidayBase] = sys.modules[f"{_PACKAGE}.vietnam"].Vietnam
    return country


Vietnam = _vietnam()
