"""What a link's token lets its bearer do, and which tokens count as one."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from jwt.algorithms import OKPAlgorithm
from pydantic import SecretStr, ValidationError

from chassis.access.actors import Actor
from chassis.access.authenticator import Authenticator
from chassis.access.grants import ISSUER, Grant, require_granted
from chassis.clock import MovableClock
from chassis.refusals import Forbidden, Unauthenticated
from chassis.run.settings import Settings

OF_PEOPLE, OF_LINKS = Ed25519PrivateKey.generate(), Ed25519PrivateKey.generate()
START = datetime(2026, 11, 23, 9, tzinfo=UTC)
THIS, OTHER = str(uuid4()), str(uuid4())
VISIT = Grant(UUID(THIS), frozenset({"booking:read_appointment", "booking:list_slots"}), (("appointment_id", THIS),))


def keys_in(file: Path, key: Ed25519PrivateKey) -> str:
    file.write_text(json.dumps({"keys": [{**json.loads(OKPAlgorithm.to_jwk(key.public_key())), "kid": "a"}]}))
    return str(file)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(
        database_url=SecretStr("postgresql://"),
        kafka_bootstrap="",
        jwks=keys_in(tmp_path / "people.json", OF_PEOPLE),
        link_jwks=keys_in(tmp_path / "links.json", OF_LINKS),
    )


def signed(key: Ed25519PrivateKey = OF_LINKS, **changes: Any) -> str:
    claims = {
        "iss": ISSUER,
        "aud": "needlepoint",
        "sub": str(uuid4()),
        "roles": ["patient"],
        "link": THIS,
        "scope": "booking:read_appointment booking:list_slots",
        "only": {"appointment_id": THIS},
        "iat": START.timestamp(),
        "exp": (START + timedelta(minutes=15)).timestamp(),
    }
    return jwt.encode(claims | changes, key, algorithm="EdDSA", headers={"kid": "a"})


async def authenticated(settings: Settings, token: str) -> Actor:
    return await Authenticator(settings, MovableClock(START)).authenticate(token)


async def test_a_links_token_is_a_patients_with_narrow_rights(settings: Settings) -> None:
    actor = await authenticated(settings, signed())
    assert actor.patient_id is not None
    assert actor.grant == VISIT


@pytest.mark.parametrize(
    ("key", "changes"),
    [
        (OF_PEOPLE, {}),
        (OF_LINKS, {"iss": "needlepoint"}),
        (OF_LINKS, {"roles": ["patient", "medical_director"]}),
        (OF_LINKS, {"roles": ["front_desk"]}),
        (OF_LINKS, {"clinics": "*"}),
        (OF_LINKS, {"practitioner": THIS}),
        (OF_LINKS, {"scope": ""}),
        (OF_LINKS, {"scope": "*"}),
        (OF_LINKS, {"only": {}}),
        (OF_LINKS, {"only": {"appointment_id": 5}}),
        (OF_LINKS, {"link": "1"}),
        (OF_LINKS, {"aud": "another"}),
        (OF_LINKS, {"exp": (START + timedelta(hours=12)).timestamp()}),
        (OF_LINKS, {"exp": (START - timedelta(minutes=1)).timestamp()}),
    ],
)
async def test_nothing_wider_and_nobody_elses_counts(
    settings: Settings, key: Ed25519PrivateKey, changes: dict[str, Any]
) -> None:
    with pytest.raises(Unauthenticated):
        await authenticated(settings, signed(key, **changes))


async def test_without_its_keys_a_service_accepts_no_link(settings: Settings) -> None:
    with pytest.raises(Unauthenticated):
        await authenticated(settings.model_copy(update={"link_jwks": None}), signed())


def test_the_identity_provider_cannot_be_called_as_links_are() -> None:
    with pytest.raises(ValidationError, match="identity provider"):
        Settings(database_url=SecretStr("postgresql://"), kafka_bootstrap="", jwks="keys.json", token_issuer=ISSUER)


def test_what_is_done_once_has_a_key_of_its_own_and_the_rest_the_callers() -> None:
    wider = replace(VISIT, own=frozenset({"screening:report_reaction"}))
    assert wider.key_for("booking", "read_appointment", "a") == wider.key_for("booking", "read_appointment", "b")
    keys = {wider.key_for("screening", "report_reaction", each) for each in ("a", "b")}
    assert len(keys) == 2
    assert wider.key_for("screening", "report_reaction", None) is None


def test_on_their_own_record_a_proven_patient_is_bound_only_where_the_address_names_something() -> None:
    wider = replace(VISIT, own=frozenset({"screening:report_reaction", "booking:read_patient"}))

    def is_granted(operation: str, service: str, **path: str) -> bool:
        try:
            require_granted(wider, service, operation, changes=True, path=path, query={})
        except Forbidden:
            return False
        return True

    assert is_granted("report_reaction", "screening")
    assert is_granted("read_patient", "booking", patient_id=OTHER)
    assert not is_granted("read_patient", "booking", appointment_id=OTHER)
    assert not is_granted("withdraw_reaction", "screening")


def asks(
    operation: str,
    *,
    changes: bool = False,
    service: str = "booking",
    path: dict[str, str] | None = None,
    query: dict[str, str] | None = None,
) -> None:
    require_granted(VISIT, service, operation, changes=changes, path=path or {}, query=query or {})


def test_it_is_good_for_its_operations_about_its_appointment() -> None:
    asks("read_appointment", path={"appointment_id": THIS})
    asks("list_slots")


def test_it_is_good_for_nothing_else() -> None:
    with pytest.raises(Forbidden):
        asks("cancel_appointment", path={"appointment_id": THIS})
    with pytest.raises(Forbidden):
        asks("read_appointment", service="screening", path={"appointment_id": THIS})
    with pytest.raises(Forbidden):
        asks("read_appointment", path={"appointment_id": OTHER})
    with pytest.raises(Forbidden):
        asks("list_slots", query={"appointment_id": OTHER})
    with pytest.raises(Forbidden):
        asks("list_slots", changes=True)
