"""Lists as offices keep them, CSV or Excel, read into visits. Nothing in them is evaluated, no name is read."""

from bot.sheets.errors import SheetError
from bot.sheets.matching import Known
from bot.sheets.reading import open_sheets
from bot.sheets.rows import Found, Listed, Wrong, find

__all__ = ["Found", "Known", "Listed", "SheetError", "Wrong", "find", "open_sheets"]
