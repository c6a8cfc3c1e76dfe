"""What the pages sign, so that it is known to be ours when it comes back: forms, and the sentence shown after one."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets

KEY = "pages"  # its name among the keys


class Seals:
    """Signs and checks with one key."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def csrf(self, family: str) -> str:
        """What every form of a session carries; good through all rotations of its cookie.

        It is another on every page: what stays the same can be guessed from the length of compressed pages.
        """
        salt = secrets.token_hex(8)
        return f"{salt}.{self._sign(f'csrf:{family}:{salt}')}"

    def is_csrf(self, given: str, family: str) -> bool:
        """Whether a form carries what this session's forms do."""
        salt, _, sign = given.partition(".")
        return hmac.compare_digest(sign.encode(), self._sign(f"csrf:{family}:{salt}").encode())

    def entry(self, nonce: str) -> str:
        """What the form carries by which one signs in: before there is a session, a browser has a number of its own."""
        return self._sign(f"entry:{nonce}")

    def is_entry(self, given: str, nonce: str) -> bool:
        """Whether a sign-in form was given to the browser that sends it."""
        return bool(nonce) and hmac.compare_digest(given.encode(), self.entry(nonce).encode())

    def seal(self, text: str) -> str:
        """A short text, signed and fit for a cookie."""
        body = base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")
        return f"{body}.{self._sign(f'said:{body}')}"

    def opened(self, sealed: str) -> str:
        """The text, "" if it is not one that was sealed here."""
        body, _, sign = sealed.partition(".")
        if not body or not hmac.compare_digest(sign.encode(), self._sign(f"said:{body}").encode()):
            return ""
        return base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)).decode()

    def _sign(self, text: str) -> str:
        return hmac.new(self._key, text.encode(), hashlib.sha256).hexdigest()
