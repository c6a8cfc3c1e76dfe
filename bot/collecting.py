"""Python's collector of unreachable objects, kept from walking through what lasts."""

from __future__ import annotations

import gc


def settle() -> None:
    """Take everything that is there now for lasting, after a last look at it.

    A full collection walks through the whole library, a tenth of a second in which nobody is answered.
    """
    gc.unfreeze()
    gc.collect()
    gc.freeze()
