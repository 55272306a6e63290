"""The sign-in of a rehearsal as a process of its own, and the certificate of its gateway."""

import ssl
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address
from pathlib import Path

import httpx
import pytest
from cryptography.x509 import DNSName, IPAddress, SubjectAlternativeName, load_pem_x509_certificate

from needlepoint.trial.certificate import write_certificate
from needlepoint.trial.keys import SigningKey
from needlepoint.trial.sign_in import provider_of

ISSUER, SHOWN_AT = "http://sign-in:8000", "https://127.0.0.1:8443/rehearsal"
NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


def settings(folder: Path) -> dict[str, str]:
    return {
        "SIGN_IN_ISSUER": ISSUER,
        "SIGN_IN_SHOWN_AT": SHOWN_AT,
        "SIGN_IN_KEYS": str(folder / "keys"),
        "SIGN_IN_REHEARSAL_CLOCK": str(folder / "ahead"),
    }


@pytest.mark.parametrize("name", ["SIGN_IN_REHEARSAL_CLOCK", "SIGN_IN_ISSUER", "SIGN_IN_KEYS"])
def test_it_starts_in_a_rehearsal_that_is_set_up_alone(tmp_path: Path, name: str) -> None:
    with pytest.raises(ValueError, match=name):
        provider_of({**settings(tmp_path), name: ""})


async def test_browsers_are_sent_to_the_gateway_and_the_console_asks_behind_it(tmp_path: Path) -> None:
    transport = httpx.ASGITransport(provider_of(settings(tmp_path)).app())
    async with httpx.AsyncClient(transport=transport, base_url=ISSUER) as console:
        described = (await console.get("/.well-known/openid-configuration")).json()

    of_browsers = {name: described[name] for name in ("authorization_endpoint", "end_session_endpoint")}
    assert of_browsers == {
        "authorization_endpoint": f"{SHOWN_AT}/authorize",
        "end_session_endpoint": f"{SHOWN_AT}/end",
    }
    assert described["issuer"] == ISSUER
    assert (described["token_endpoint"], described["jwks_uri"]) == (f"{ISSUER}/token", f"{ISSUER}/jwks")


def test_a_folder_of_keys_that_may_only_be_read_is_enough(tmp_path: Path) -> None:
    before = SigningKey(tmp_path).jwks
    written = before.stat().st_mtime_ns

    assert SigningKey(tmp_path).jwks.stat().st_mtime_ns == written


def test_the_certificate_is_this_machines_and_is_kept(tmp_path: Path) -> None:
    certificate, private = write_certificate(tmp_path, NOW)
    found = load_pem_x509_certificate(certificate.read_bytes())

    names = found.extensions.get_extension_for_class(SubjectAlternativeName).value
    assert names.get_values_for_type(DNSName) == ["localhost"]
    assert names.get_values_for_type(IPAddress) == [IPv4Address("127.0.0.1")]
    assert found.not_valid_before_utc <= NOW < found.not_valid_after_utc <= NOW + timedelta(days=398)
    assert private.stat().st_mode & 0o077 == 0
    ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(certificate, private)
    was = certificate.read_bytes()
    assert write_certificate(tmp_path, NOW + timedelta(days=1))[0].read_bytes() == was
