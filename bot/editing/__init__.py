"""The ward edits its library: changes are checked, proposed, decided, and laid over the shipped entries.

`fold` makes an overlay of the changes that are live, `check` tells what a change would do before it is made, and
`TakingUp` lays what is live over the library in use. The changes themselves are kept by `bot.storage.entry_changes`.
"""

from bot.editing.checking import Busy, check, check_aside
from bot.editing.findings import Finding, Findings
from bot.editing.folding import fold
from bot.editing.taking_up import TakingUp, library_of, overlay_of

__all__ = ["Busy", "Finding", "Findings", "TakingUp", "check", "check_aside", "fold", "library_of", "overlay_of"]
