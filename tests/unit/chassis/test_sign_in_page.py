"""docs/sign-in.md: what it says of claims and refusals is what happens to such a token."""

import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from jwt.algorithms import OKPAlgorithm
from pydantic import SecretStr

from chassis.access.actors import Role
from chassis.access.authenticator import ALGORITHMS, Authenticator
from chassis.clock import SystemClock
from chassis.refusals import Unauthenticated
from chassis.run.settings import Settings

PAGE = Path("docs/sign-in.md").read_text(encoding="utf-8")
KEY, ANOTHER = Ed25519PrivateKey.generate(), Ed25519PrivateKey.generate()
NOW = datetime.now(UTC)
"""When the tests are collected: what is still to come has to be so when the last of them runs."""
GOOD: dict[str, Any] = {
    "iss": "https://login.example.org/",
    "aud": "needlepoint",
    "sub": "7f3f2a54-7d0c-4e0b-8a7e-0d6a4f3f5c11",
    "roles": ["front_desk", "somebody_elsewhere"],
    "clinics": ["01a1f4c2-0000-7000-8000-000000000000"],
    "exp": NOW + timedelta(hours=1),
}


@pytest.fixture
def authenticator(tmp_path: Path) -> Authenticator:
    """As the page configures it."""
    public = json.loads(OKPAlgorithm.to_jwk(KEY.public_key()))
    (tmp_path / "jwks.json").write_text(json.dumps({"keys": [{**public, "kid": "a", "use": "sig", "alg": "EdDSA"}]}))
    settings = Settings(
        database_url=SecretStr("postgresql://"),
        kafka_bootstrap="",
        jwks=str(tmp_path / "jwks.json"),
        token_issuer="https://login.example.org/",
    )
    return Authenticator(settings, SystemClock())


def token(*, key: Any = KEY, key_id: str = "a", algorithm: str = "EdDSA", **changes: Any) -> str:
    claims = {name: value for name, value in (GOOD | changes).items() if value is not None}
    return jwt.encode(claims, key, algorithm=algorithm, headers={"kid": key_id})


async def test_a_token_with_the_claims_of_the_page_is_taken_and_other_words_are_ignored(
    authenticator: Authenticator,
) -> None:
    actor = await authenticator.authenticate(token())
    assert actor.subject == GOOD["sub"]
    assert list(actor.roles) == [Role.FRONT_DESK]
    assert actor.clinics is not None
    assert [str(clinic) for clinic in actor.clinics] == GOOD["clinics"]
    assert (await authenticator.authenticate(token(clinics="*"))).clinics is None
    assert (await authenticator.authenticate(token(clinics=None))).clinics == frozenset()
    assert (await authenticator.authenticate(token(aud=["other", "needlepoint"]))).roles


REFUSED = {
    "The bearer token has expired": {"exp": NOW - timedelta(minutes=2)},
    "The bearer token is not valid yet": {"nbf": NOW + timedelta(minutes=50)},
    "The bearer token is valid for too long": {"exp": NOW + timedelta(days=2)},
    "InvalidIssuerError": {"iss": "https://login.example.org"},
    "InvalidAudienceError": {"aud": "another"},
    "MissingRequiredClaimError": {"sub": None},
    "KeyError": {"roles": None},
    "ValueError": {"clinics": ["Lisbon"]},
    "TypeError": {"clinics": "Lisbon"},
    "InvalidSignatureError": {"key": ANOTHER},
    "InvalidKeyError": {"key_id": "b"},
    "InvalidAlgorithmError": {"key": "s" * 32, "algorithm": "HS256"},
}


@pytest.mark.parametrize("words", REFUSED)
async def test_each_refusal_of_the_page_is_what_such_a_token_gets(authenticator: Authenticator, words: str) -> None:
    with pytest.raises(Unauthenticated) as refused:
        await authenticator.authenticate(token(**REFUSED[words]))  # type: ignore[arg-type]  # each is of another type
    assert words in refused.value.detail
    assert words in PAGE.split("## What a refusal means")[1]


def test_the_page_names_every_role_and_every_algorithm() -> None:
    claims = PAGE.split("## Connect")[0]
    assert {f"`{role}`" for role in Role} <= set(re.findall(r"`\w+`", claims))
    assert all(name in claims for name in ALGORITHMS)
