"""What links open, and that their secrets are secret."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr, ValidationError

from chassis.access.actors import Role
from chassis.http.app import roles_of, routes_of
from needlepoint.services import SERVICE_NAMES, load
from services.notifications.domain.links import (
    OPENS,
    PROVED,
    SECRET_LENGTH,
    Act,
    birth_digest,
    digest_of,
    ends_at,
    is_born,
    secret_of,
)
from services.notifications.settings.links import LinkSettings

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
KEY = b"k" * 32
UNBOUND = {"booking:list_slots"}
"""What shows free times and nobody's data."""


@pytest.mark.parametrize("act", Act)
def test_each_operation_is_there_and_names_what_the_link_is_about(act: Act) -> None:
    routes = {f"{name}:{route.name}": route for name in SERVICE_NAMES for route in routes_of(load(name))}
    for operation in set(OPENS[act].operations) - UNBOUND:
        assert f"{{{OPENS[act].about}}}" in routes[operation].path, operation
    for operation in UNBOUND & set(OPENS[act].operations):
        assert routes[operation].methods == {"GET"}


def test_what_a_proven_patient_may_do_is_open_to_patients_on_their_own_record() -> None:
    for operation in PROVED:
        service = load(operation.partition(":")[0])
        [route] = [each for each in routes_of(service) if f"{service.name}:{each.name}" == operation]
        assert Role.PATIENT in roles_of(service, route), operation


@given(st.uuids(), st.uuids())
def test_a_secret_is_its_links_alone(one: UUID, other: UUID) -> None:
    assert len(secret_of(KEY, one)) == SECRET_LENGTH
    assert secret_of(KEY, one) == secret_of(KEY, one)
    assert (secret_of(KEY, one) == secret_of(KEY, other)) is (one == other)
    assert secret_of(b"another key", one) != secret_of(KEY, one)
    assert secret_of(KEY, one) not in digest_of(secret_of(KEY, one))


def test_a_birthday_proves_one_person() -> None:
    ana, rui = UUID(int=1), UUID(int=2)
    kept = birth_digest(date(1990, 5, 1), ana)
    assert is_born(date(1990, 5, 1), ana, kept)
    assert not is_born(date(1990, 5, 2), ana, kept)
    assert not is_born(date(1990, 5, 1), rui, kept)
    assert not is_born(date(1990, 5, 1), ana, None)


def test_a_link_to_a_visit_ends_when_the_visit_begins() -> None:
    assert ends_at(Act.VISIT, NOW, NOW + timedelta(days=3)) == NOW + timedelta(days=3)
    assert ends_at(Act.VISIT, NOW, NOW + timedelta(days=300)) == NOW + OPENS[Act.VISIT].life
    assert ends_at(Act.FORM, NOW, None) == NOW + OPENS[Act.FORM].life


@pytest.mark.parametrize(
    ("page", "key", "why"),
    [
        ("http://patients.example/", None, "https"),
        ("https://patients.example/#x", None, "at its end"),
        ("https://patients.example", None, "at its end"),
        ("https://patients.example/l/", None, "LINK_PAGE"),
        ("https://patients.example/#", "no key", "PEM"),
    ],
)
def test_settings_that_cannot_work_are_refused(page: str, key: str | None, why: str) -> None:
    with pytest.raises(ValidationError, match=why):
        LinkSettings(link_page=page, link_key=SecretStr(key) if key else None)


def test_the_key_may_stand_in_one_line_as_an_env_file_wants_it() -> None:
    key = Ed25519PrivateKey.generate()
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    links = LinkSettings(link_page="https://patients.example/l/", link_key=SecretStr(pem.replace("\n", "\\n"))).links
    assert links
    assert links.key.private_bytes_raw() == key.private_bytes_raw()


def test_a_chain_without_a_page_sends_no_links() -> None:
    assert LinkSettings().links is None
