"""Our own signing keys, for the embedded run and for tests. A chain uses its identity provider instead."""

import json
from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import jwt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from jwt.algorithms import OKPAlgorithm

from chassis.access.actors import Role

KEY_ID = "needlepoint-embedded"


class SigningKey:
    """An Ed25519 key in a folder: ``signing-key.pem`` for us, ``jwks.json`` for the services."""

    def __init__(self, folder: Path) -> None:
        self._pem = folder / "signing-key.pem"
        self.jwks = folder / "jwks.json"
        if not self._pem.exists():
            folder.mkdir(parents=True, exist_ok=True)
            key = Ed25519PrivateKey.generate()
            self._pem.touch(mode=0o600)
            self._pem.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
        found = load_pem_private_key(self._pem.read_bytes(), password=None)
        if not isinstance(found, Ed25519PrivateKey):
            raise ValueError(f"{self._pem} holds another kind of key: remove it, and a new one is made.")
        self._key = found
        public: dict[str, Any] = json.loads(OKPAlgorithm.to_jwk(found.public_key()))
        known = json.dumps({"keys": [{**public, "kid": KEY_ID, "use": "sig", "alg": "EdDSA"}]})
        if not self.jwks.exists() or self.jwks.read_text() != known:  # a container may read the folder alone
            self.jwks.write_text(known)

    @property
    def pem(self) -> str:
        """The private key, as settings take one."""
        return self._pem.read_text()

    def token(
        self,
        role: Role,
        *,
        now: datetime,
        also: Collection[Role] = (),
        subject: str | None = None,
        clinics: Iterable[UUID] | None = None,
        valid_for: timedelta = timedelta(hours=12),
        language: str | None = None,
        practitioner: UUID | None = None,
    ) -> str:
        """A bearer token for one role, and for others that the person has too; ``clinics`` None means all of them.

        A patient's subject is the patient's id. ``practitioner`` is who the bearer is on a clinic's list.
        """
        return jwt.encode(
            {
                "iss": "needlepoint",
                "aud": "needlepoint",
                "sub": subject or (str(uuid4()) if role is Role.PATIENT else f"{role}@example.org"),
                "roles": [role, *also],
                "clinics": "*" if clinics is None else [str(clinic) for clinic in clinics],
                "iat": now,
                "exp": now + valid_for,
                **({"locale": language} if language else {}),
                **({"practitioner": str(practitioner)} if practitioner else {}),
            },
            self._key,
            algorithm="EdDSA",
            headers={"kid": KEY_ID},
        )

    def identity(
        self, subject: str, *, audience: str, issuer: str, nonce: str, now: datetime, valid_for: timedelta
    ) -> str:
        """An ID token (OpenID Connect Core 1.0, 2): who signed in, for the client that asked."""
        claims = {"iss": issuer, "aud": audience, "sub": subject, "nonce": nonce, "iat": now, "exp": now + valid_for}
        return jwt.encode(claims, self._key, algorithm="EdDSA", headers={"kid": KEY_ID})
