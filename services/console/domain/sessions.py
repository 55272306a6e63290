"""A person's session: what their cookie holds, what is stored of it, and when it ends. Pure.

The cookie holds a secret. The database holds its digest, and the person's tokens sealed with a key that is derived
from the secret: whoever reads the database alone can act as nobody.
"""

import hashlib
import hmac
import json
import secrets
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

SECRET_BYTES = 32
RENEW_BEFORE = timedelta(seconds=30)
"""An access token is renewed this long before it expires, so that it does not expire on its way."""
SEEN_EVERY = timedelta(minutes=1)
"""How exactly it is known when a person last did something."""


class NotOpened(Exception):
    """The tokens were sealed for another cookie, or somebody changed them."""


@dataclass(frozen=True)
class Tokens:
    """What the provider gave for a person."""

    access: str
    refresh: str | None
    id: str | None
    """For the sign-out at the provider."""


@dataclass(frozen=True)
class Session:
    """A session as it is stored."""

    id: bytes
    subject: str
    tokens: bytes
    renew_at: datetime
    seen_at: datetime
    ends_at: datetime
    clinic_id: UUID | None
    """The clinic whose pages were opened last."""

    def is_over(self, now: datetime, idle: timedelta) -> bool:
        """Whether the person has to sign in again: it lasted long enough, or they did nothing for too long."""
        return now >= self.ends_at or now >= self.seen_at + idle

    def is_seen_anew(self, now: datetime) -> bool:
        """Whether an act of the person is worth a write."""
        return now >= self.seen_at + SEEN_EVERY


def new_secret() -> str:
    """For a new cookie."""
    return secrets.token_urlsafe(SECRET_BYTES)


def id_of(secret: str) -> bytes:
    """What the database knows the session by."""
    return hashlib.sha256(secret.encode()).digest()


def seal_tokens(secret: str, tokens: Tokens) -> bytes:
    """The tokens, for the database."""
    return seal(secret, b"tokens", json.dumps(asdict(tokens)).encode())


def open_tokens(secret: str, sealed: bytes) -> Tokens:
    """What was sealed. Raises NotOpened."""
    return Tokens(**json.loads(unseal(secret, b"tokens", sealed)))


def seal(secret: str, purpose: bytes, content: bytes) -> bytes:
    """What the database may hold and not read."""
    nonce = secrets.token_bytes(12)
    return nonce + AESGCM(_key(secret, purpose)).encrypt(nonce, content, None)


def unseal(secret: str, purpose: bytes, sealed: bytes) -> bytes:
    """What was sealed with the same secret for the same purpose. Raises NotOpened."""
    try:
        return AESGCM(_key(secret, purpose)).decrypt(sealed[:12], sealed[12:], None)
    except (InvalidTag, ValueError) as error:
        raise NotOpened from error


def form_token(secret: str) -> str:
    """Goes into every form, and comes back with it: another site's page cannot know it."""
    return _key(secret, b"forms").hex()


def form_id_of(token: str) -> bytes:
    """What the database knows the forms of a session by, also when the session has ended."""
    return hashlib.sha256(token.encode(errors="replace")).digest()


def is_form_token(secret: str, given: str) -> bool:
    """Whether a form is one of ours."""
    return hmac.compare_digest(form_token(secret).encode(), given.encode(errors="replace"))


def _key(secret: str, purpose: bytes) -> bytes:
    return hmac.new(secret.encode(), purpose, hashlib.sha256).digest()
