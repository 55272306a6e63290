"""The signing key of the embedded run, and what its tokens say."""

import json
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import jwt
import pytest

from chassis.access.actors import Role
from chassis.ids import new_id
from needlepoint.trial.keys import KEY_ID, SigningKey

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


def read(token: str, folder: Path) -> dict[str, Any]:
    """As a service reads it: by the published key alone."""
    (published,) = json.loads((folder / "jwks.json").read_text())["keys"]
    assert jwt.get_unverified_header(token)["kid"] == published["kid"] == KEY_ID
    claims: dict[str, Any] = jwt.decode(
        token,
        jwt.PyJWK(published),
        algorithms=["EdDSA"],
        audience="needlepoint",
        options={"verify_exp": False, "verify_iat": False},  # what time it is, the service's clock says
    )
    return claims


def test_a_token_says_who_in_which_role_for_which_clinics_and_until_when(tmp_path: Path) -> None:
    clinic = new_id()
    token = SigningKey(tmp_path).token(
        Role.PRACTITIONER, now=NOON, subject="ana", clinics=[clinic], valid_for=timedelta(hours=2)
    )

    claims = read(token, tmp_path)

    assert claims["sub"] == "ana"
    assert claims["roles"] == ["practitioner"]
    assert claims["clinics"] == [str(clinic)]
    assert claims["iss"] == "needlepoint"
    assert (claims["iat"], claims["exp"]) == (NOON.timestamp(), (NOON + timedelta(hours=2)).timestamp())


def test_whoever_names_no_clinic_sees_them_all(tmp_path: Path) -> None:
    assert read(SigningKey(tmp_path).token(Role.OPERATOR, now=NOON), tmp_path)["clinics"] == "*"


def test_whoever_is_of_no_clinic_sees_none(tmp_path: Path) -> None:
    assert read(SigningKey(tmp_path).token(Role.OPERATOR, now=NOON, clinics=[]), tmp_path)["clinics"] == []


def test_a_token_names_the_practitioner_that_its_bearer_is_or_none(tmp_path: Path) -> None:
    key, practitioner = SigningKey(tmp_path), new_id()
    named = key.token(Role.PRACTITIONER, now=NOON, practitioner=practitioner)
    assert read(named, tmp_path)["practitioner"] == str(practitioner)
    assert "practitioner" not in read(key.token(Role.PRACTITIONER, now=NOON), tmp_path)


def test_the_key_is_kept_so_that_tokens_outlive_a_restart(tmp_path: Path) -> None:
    before = SigningKey(tmp_path).token(Role.OPERATOR, now=NOON)
    SigningKey(tmp_path)

    assert read(before, tmp_path)["roles"] == ["operator"]


def test_a_token_of_another_folder_opens_nothing(tmp_path: Path) -> None:
    SigningKey(tmp_path / "ours")
    foreign = SigningKey(tmp_path / "theirs").token(Role.OPERATOR, now=NOON)

    with pytest.raises(jwt.InvalidSignatureError):
        read(foreign, tmp_path / "ours")


def test_only_the_owner_reads_the_private_key_and_it_is_not_published(tmp_path: Path) -> None:
    SigningKey(tmp_path)

    assert stat.S_IMODE((tmp_path / "signing-key.pem").stat().st_mode) == 0o600
    assert "d" not in json.loads((tmp_path / "jwks.json").read_text())["keys"][0]
