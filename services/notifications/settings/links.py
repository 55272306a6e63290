"""The links in messages: where they lead, and the key that signs what they open."""

import hashlib
import json
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from jwt.algorithms import OKPAlgorithm
from pydantic import Field, SecretStr, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from chassis.run.settings import secrets_folder
from services.notifications.settings import PREFIX, is_encrypted


@dataclass(frozen=True)
class Links:
    """Where links lead, and the key behind them."""

    page: str
    """The address of the patients' pages; the link's secret follows it."""
    key: Ed25519PrivateKey = field(repr=False)
    audience: str = "needlepoint"

    @cached_property
    def secret_key(self) -> bytes:
        """From which the secrets of links are made: another one than signs."""
        return HKDF(SHA256(), 32, None, b"needlepoint links").derive(self.key.private_bytes_raw())

    @cached_property
    def key_id(self) -> str:
        """RFC 7638's thumbprint of the public key."""
        required = {name: self._public[name] for name in ("crv", "kty", "x")}
        shown = json.dumps(required, separators=(",", ":"), sort_keys=True)
        return urlsafe_b64encode(hashlib.sha256(shown.encode()).digest()).rstrip(b"=").decode()

    @property
    def jwks(self) -> Mapping[str, Any]:
        """The public key, for the services that honour these links."""
        return {"keys": [{**self._public, "kid": self.key_id, "use": "sig", "alg": "EdDSA"}]}

    @cached_property
    def _public(self) -> dict[str, str]:
        found: dict[str, str] = json.loads(OKPAlgorithm.to_jwk(self.key.public_key()))
        return found


class LinkSettings(BaseSettings):
    """``NOTIFICATIONS_LINK_PAGE`` and ``NOTIFICATIONS_LINK_KEY``."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_ignore_empty=True,
        extra="ignore",
        hide_input_in_errors=True,  # it holds a key
        use_attribute_docstrings=True,
    )

    link_page: str | None = None
    """The https address of the patients' pages, such as ``https://clinic.example.org/l/``: links in messages are this
    address and a secret. A chain with a page of its own lets it end with ``#``. Not set: messages have no links, and
    say whom to call."""
    link_key: SecretStr | None = Field(default=None, validate_default=True)
    """An Ed25519 private key in PEM (``openssl genpkey -algorithm ed25519``); in one line, ``\\n`` stands between its
    lines. With another one, links that were sent go on, and what was just opened is opened again."""
    token_audience: str = "needlepoint"  # noqa: S105  # a name
    """As for the service itself."""

    @field_validator("link_page")
    @classmethod
    def _encrypted(cls, page: str | None) -> str | None:
        if page is not None and (not is_encrypted(page) or not page.endswith(("/", "#"))):
            raise ValueError("write it as https://host/l/, with / or # at its end")
        return page

    @field_validator("link_key")
    @classmethod
    def _key(cls, key: SecretStr | None, info: ValidationInfo) -> SecretStr | None:
        if key is None:
            if info.data.get("link_page"):
                raise ValueError("needed with NOTIFICATIONS_LINK_PAGE")
            return None
        _private(key)
        return key

    @property
    def links(self) -> Links | None:
        """None when the chain sends no links."""
        if not (self.link_page and self.link_key):
            return None
        return Links(self.link_page, _private(self.link_key), self.token_audience)


def _private(key: SecretStr) -> Ed25519PrivateKey:
    """Raises ValueError."""
    try:
        pem = key.get_secret_value().replace("\\n", "\n")  # an .env file holds it in one line
        found = load_pem_private_key(pem.encode(), password=None)
    except (ValueError, TypeError) as error:
        raise ValueError("this is not a private key in PEM") from error
    if not isinstance(found, Ed25519PrivateKey):
        raise ValueError("make an Ed25519 key: openssl genpkey -algorithm ed25519")
    return found


@cache
def links() -> Links | None:
    """The chain's links, if it sends any; read once. Raises pydantic.ValidationError."""
    return LinkSettings(_secrets_dir=secrets_folder()).links
