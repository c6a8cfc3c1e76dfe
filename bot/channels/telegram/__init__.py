"""Telegram, through python-telegram-bot: nothing outside this folder knows the library."""

import os

# The library is about to change the type of RetryAfter.retry_after; this is its own switch for taking the new one now.
os.environ.setdefault("PTB_TIMEDELTA", "1")
