"""Bearer tokens: which are accepted, which are refused in words, and for how long one is remembered."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st
from jwt.algorithms import OKPAlgorithm
from pydantic import SecretStr

from chassis.access import authenticator as module
from chassis.access.actors import Actor, Role
from chassis.access.authenticator import LONGEST_TOKEN, Authenticator, actor_of
from chassis.access.keys import MAX_AGE_SECONDS, Keys
from chassis.clock import MovableClock
from chassis.refusals import Unauthenticated
from chassis.run.settings import Settings

KEY, NEXT = Ed25519PrivateKey.generate(), Ed25519PrivateKey.generate()
START = datetime(2026, 11, 23, 9, tzinfo=UTC)
LIFE = timedelta(hours=12)


class SignIn:
    """An identity provider that publishes its keys in a file, and a service that checks its tokens."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.seconds = 0.0
        self.clock = MovableClock(START)
        self.publishes(KEY)
        settings = Settings(database_url=SecretStr("postgresql://"), kafka_bootstrap="", jwks=str(file))
        self.checks = Authenticator(settings, self.clock)
        self.checks._keys = Keys(file, monotonic=lambda: self.seconds)

    def publishes(self, key: Ed25519PrivateKey) -> None:
        public = json.loads(OKPAlgorithm.to_jwk(key.public_key()))
        self.file.write_text(json.dumps({"keys": [{**public, "kid": "a", "alg": "EdDSA"}]}))

    async def admits(self, token: str) -> Actor:
        return await self.checks.authenticate(token)

    async def refuses(self, token: str, why: str) -> None:
        with pytest.raises(Unauthenticated, match=why):
            await self.checks.authenticate(token)


@pytest.fixture
def sign_in(tmp_path: Path) -> SignIn:
    return SignIn(tmp_path / "jwks.json")


def token(header: dict[str, Any] | None = None, **changes: Any) -> str:
    claims: dict[str, Any] = {
        "iss": "needlepoint",
        "aud": "needlepoint",
        "sub": "ana@example.org",
        "roles": ["front_desk"],
        "clinics": "*",
        "iat": START.timestamp(),
        "exp": (START + timedelta(hours=1)).timestamp(),
    }
    stated = {name: value for name, value in (claims | changes).items() if value is not None}
    # As any signer could: jwt.encode() refuses some odd claims itself.
    return jwt.PyJWS().encode(
        json.dumps(stated).encode(), KEY, algorithm="EdDSA", headers={"kid": "a", **(header or {})}
    )


async def test_a_token_is_verified_once_while_it_is_valid(sign_in: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    decoded: list[str] = []
    decode = jwt.decode

    def counted(token: str, *rest: Any, **more: Any) -> Any:
        decoded.append(token)
        return decode(token, *rest, **more)

    monkeypatch.setattr(jwt, "decode", counted)
    mine = token()
    assert [(await sign_in.admits(mine)).subject for _ in range(20)] == ["ana@example.org"] * 20
    assert len(decoded) == 1
    sign_in.clock.set(START + timedelta(hours=2))
    await sign_in.refuses(mine, "has expired")


async def test_a_remembered_token_ends_with_its_key(sign_in: SignIn) -> None:
    mine = token()
    await sign_in.admits(mine)
    sign_in.publishes(NEXT)
    sign_in.seconds += MAX_AGE_SECONDS
    await sign_in.admits(mine)  # has the keys read again, and does not wait for it
    reading = sign_in.checks._keys._reading
    assert reading
    await reading
    await sign_in.refuses(mine, "InvalidSignatureError")


async def test_the_oldest_of_too_many_tokens_is_forgotten(sign_in: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_REMEMBERED", 3)
    for number in range(5):
        await sign_in.admits(token(sub=f"ana-{number}"))
    assert [found.actor.subject for found in sign_in.checks._verified.values()] == ["ana-2", "ana-3", "ana-4"]


@pytest.mark.parametrize("kind", [None, "JWT", "jwt", "at+jwt", "application/at+jwt"])
async def test_access_tokens_are_accepted_whatever_form_their_type_has(sign_in: SignIn, kind: str | None) -> None:
    assert await sign_in.admits(token({"typ": kind}))


@pytest.mark.parametrize("kind", ["secevent+jwt", "logout+jwt", "dpop+jwt", "", 7, ["JWT"]])
async def test_tokens_for_other_purposes_are_refused(sign_in: SignIn, kind: Any) -> None:
    header = {"alg": "EdDSA", "kid": "a", "typ": kind}
    parts = token().split(".")
    parts[0] = jwt.utils.base64url_encode(json.dumps(header).encode()).decode()
    await sign_in.refuses(".".join(parts), "not an access token")


async def test_a_token_lives_no_longer_than_the_setting(sign_in: SignIn) -> None:
    start = START.timestamp()
    assert await sign_in.admits(token(exp=start + LIFE.total_seconds()))
    await sign_in.refuses(token(exp=start + LIFE.total_seconds() + 120), "valid for too long")
    await sign_in.refuses(token(iat=None, exp=start + LIFE.total_seconds() + 120), "valid for too long")
    assert await sign_in.admits(token(iat=None, exp=start + 3600))
    await sign_in.refuses(token(iat=start + 3600, exp=start + 7200), "not valid yet")


@pytest.mark.parametrize(
    "changes",
    [
        {"exp": "soon"},
        {"exp": float("inf")},
        {"exp": True},
        {"exp": 1e300},
        {"exp": {}},
        {"nbf": "today"},
        {"iat": []},
        {"sub": ""},
        {"sub": 5},
        {"sub": "a\x00b"},
        {"sub": "x" * 201},
        {"roles": "front_desk"},
        {"roles": None},
        {"roles": {"front_desk": True}},
        {"roles": [["front_desk"]]},
        {"clinics": "all"},
        {"clinics": 5},
        {"clinics": [5]},
        {"clinics": ["Lisbon"]},
        {"roles": ["patient"]},
        {"roles": ["patient"], "sub": "{7f3f2a54-7d0c-4e0b-8a7e-0d6a4f3f5c11}"},
        {"practitioner": ""},
        {"practitioner": "ana"},
        {"practitioner": 5},
        {"practitioner": True},
        {"practitioner": ["7f3f2a54-7d0c-4e0b-8a7e-0d6a4f3f5c11"]},
        {"practitioner": "7F3F2A54-7D0C-4E0B-8A7E-0D6A4F3F5C11"},
        {"practitioner": "7f3f2a547d0c4e0b8a7e0d6a4f3f5c11"},
        {"aud": 5},
        {"iss": ["needlepoint"]},
    ],
)
async def test_odd_claims_are_refused_and_not_a_failure(sign_in: SignIn, changes: dict[str, Any]) -> None:
    await sign_in.refuses(token(**changes), "is not valid")


async def test_a_token_names_the_practitioner_that_its_bearer_is_or_none(sign_in: SignIn) -> None:
    practitioner = uuid4()
    named = token(roles=["practitioner"], practitioner=str(practitioner))
    assert (await sign_in.admits(named)).practitioner == practitioner
    assert (await sign_in.admits(token(roles=["practitioner"]))).practitioner is None


async def test_a_patient_is_named_by_their_id(sign_in: SignIn) -> None:
    patient = str(uuid4())
    assert (await sign_in.admits(token(roles=["patient"], sub=patient))).subject == patient


@pytest.mark.parametrize("text", ["", "x", "x.y.z", "a" * (LONGEST_TOKEN + 1), "é.ü.ñ", "....", "\ud800"])
async def test_text_that_is_no_token_is_refused(sign_in: SignIn, text: str) -> None:
    await sign_in.refuses(text, "bearer token")


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=8,
)


@given(
    claims=st.fixed_dictionaries(
        {}, optional=dict.fromkeys(("sub", "roles", "clinics", "locale", "practitioner"), json_values)
    )
)
def test_any_claims_make_a_caller_or_are_refused(claims: dict[str, Any]) -> None:
    try:
        actor = actor_of(claims)
    except (ValueError, TypeError, KeyError):
        return
    assert actor.subject.isprintable()
    assert actor.roles <= set(Role)
