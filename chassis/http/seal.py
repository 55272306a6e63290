"""Small texts that are handed out and taken back, such as cursors: nobody else can read, change or make one.

A cursor holds values of a row, which may be a patient's name, and addresses are logged by what lies in between.
"""

import base64
import hashlib

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV

_SIZE = 64
"""Bytes of a key for AES-256 in SIV mode (RFC 5297), which needs no nonce: the same text is sealed the same."""


class NotSealed(Exception):
    """The text was not sealed with this key for this purpose."""


class Seal:
    """Seals with a key that is derived from a secret which all processes of a service share."""

    def __init__(self, secret: str) -> None:
        key = hashlib.scrypt(secret.encode(), salt=b"needlepoint cursors", n=2**10, r=8, p=1, dklen=_SIZE)
        self._cipher = AESSIV(key)

    def seal(self, content: bytes, purpose: bytes) -> str:
        """``content`` as text for an address; it can be opened for the same ``purpose`` only."""
        sealed = self._cipher.encrypt(content, [hashlib.sha256(purpose).hexdigest().encode()])
        return base64.urlsafe_b64encode(sealed).decode().rstrip("=")

    def open(self, text: str, purpose: bytes) -> bytes:
        """What was sealed. Raises NotSealed."""
        try:
            sealed = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
            return self._cipher.decrypt(sealed, [hashlib.sha256(purpose).hexdigest().encode()])
        except (ValueError, InvalidTag) as error:
            raise NotSealed from error
