"""How Kafka is spoken to: what may be set together, what is refused and in which words, and what comes of it."""

import ssl
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization

from chassis.events.kafka import connection_of, security_of
from chassis.run.main import main
from chassis.run.settings import Settings, settings_of
from tests.integration.chassis.tally import service
from tests.parts.certificates import Authority
from tests.unit.chassis.test_settings import COMPLETE

PASSWORD = "correct horse"
WHO = {"KAFKA_USER": "tally", "KAFKA_PASSWORD": PASSWORD}


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("certificates"))


@pytest.fixture
def given(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """All that has no default is set."""
    for name, value in COMPLETE.items():
        monkeypatch.setenv(name, value)
    return monkeypatch


def settings_with(given: pytest.MonkeyPatch, **values: object) -> Settings:
    for name, value in values.items():
        given.setenv(f"TALLY_{name}", str(value))
    return settings_of("tally")


def refusal_of(given: pytest.MonkeyPatch, **values: object) -> str:
    """What the worker says before it ends."""
    for name, value in values.items():
        given.setenv(f"TALLY_{name}", str(value))
    with pytest.raises(SystemExit) as end:
        main(service, ["worker"])
    return str(end.value)


def test_kafka_is_spoken_to_in_the_clear_by_nobody_unless_something_is_set(given: pytest.MonkeyPatch) -> None:
    connection = connection_of(settings_with(given))

    assert connection["bootstrap_servers"] == "localhost:9092"
    assert connection["security_protocol"] == "PLAINTEXT"
    assert connection["ssl_context"] is None
    assert not [name for name in connection if name.startswith("sasl")]


@pytest.mark.parametrize("written", ["SASL_SSL", "sasl_ssl"])
@pytest.mark.parametrize("mechanism", ["SCRAM-SHA-512", "SCRAM-SHA-256", "PLAIN", None])
def test_a_user_signs_in_over_tls(given: pytest.MonkeyPatch, mechanism: str | None, written: str) -> None:
    how = {"KAFKA_SASL_MECHANISM": mechanism} if mechanism else {}
    connection = connection_of(settings_with(given, KAFKA_SECURITY=written, **how, **WHO))

    assert connection["security_protocol"] == "SASL_SSL"
    assert connection["sasl_mechanism"] == (mechanism or "SCRAM-SHA-512")
    assert (connection["sasl_plain_username"], connection["sasl_plain_password"]) == ("tally", PASSWORD)
    assert connection["ssl_context"].verify_mode is ssl.CERT_REQUIRED
    assert connection["ssl_context"].check_hostname


def test_scram_may_go_without_tls(given: pytest.MonkeyPatch) -> None:
    connection = connection_of(settings_with(given, KAFKA_SECURITY="sasl_plaintext", **WHO))

    assert (connection["security_protocol"], connection["ssl_context"]) == ("SASL_PLAINTEXT", None)


def test_only_the_authorities_of_the_file_are_believed_when_there_is_one(
    given: pytest.MonkeyPatch, authority: Authority
) -> None:
    context = security_of(settings_with(given, KAFKA_SECURITY="ssl", KAFKA_CA_FILE=authority.file)).ssl_context

    assert context
    assert [each["subject"] for each in context.get_ca_certs()] == [((("commonName", "Needlepoint's tests"),),)]


def test_the_clients_own_certificate_may_have_its_key_in_the_same_file_or_beside(
    given: pytest.MonkeyPatch, authority: Authority
) -> None:
    both = authority.sign("worker")

    assert settings_with(given, KAFKA_SECURITY="ssl", KAFKA_CLIENT_CERTIFICATE=both).kafka_client_key is None
    settings = settings_with(given, KAFKA_CLIENT_KEY=both)
    assert connection_of(settings)["security_protocol"] == "SSL"


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"KAFKA_SECURITY": "tls"}, "TALLY_KAFKA_SECURITY: Input should be 'PLAINTEXT', 'SSL', "),
        ({"KAFKA_SECURITY": "SASL_SSL", **WHO, "KAFKA_SASL_MECHANISM": "GSSAPI"}, "TALLY_KAFKA_SASL_MECHANISM: Input"),
        ({"KAFKA_SECURITY": "sasl_ssl", "KAFKA_PASSWORD": PASSWORD}, "TALLY_KAFKA_USER: needed for"),
        ({"KAFKA_SECURITY": "sasl_ssl", "KAFKA_USER": "tally"}, "TALLY_KAFKA_PASSWORD: needed for"),
        ({"KAFKA_SECURITY": "sasl_ssl", **WHO, "KAFKA_PASSWORD": ""}, "TALLY_KAFKA_PASSWORD: needed for"),
        ({"KAFKA_SECURITY": "sasl_plaintext", **WHO, "KAFKA_SASL_MECHANISM": "plain"}, "password unencrypted"),
        (WHO, "TALLY_KAFKA_USER: KAFKA_SECURITY=PLAINTEXT has no user"),
        ({"KAFKA_PASSWORD": PASSWORD, "KAFKA_SECURITY": "ssl"}, "TALLY_KAFKA_PASSWORD: KAFKA_SECURITY=SSL has no user"),
        ({"KAFKA_CA_FILE": "no/such.pem", "KAFKA_SECURITY": "ssl"}, "TALLY_KAFKA_CA_FILE: Path does not point to a"),
        ({"KAFKA_CA_FILE": __file__, "KAFKA_SECURITY": "ssl"}, "TALLY_KAFKA_CA_FILE: no certificates in PEM"),
    ],
)
def test_what_does_not_go_together_is_refused_before_anything_starts_and_no_password_is_repeated(
    given: pytest.MonkeyPatch, values: dict[str, str], words: str
) -> None:
    refusal = refusal_of(given, **values)

    assert refusal.startswith("Settings are missing or wrong: set TALLY_KAFKA_")
    assert words in refusal
    assert PASSWORD not in refusal


def test_certificates_are_refused_where_nothing_is_encrypted(given: pytest.MonkeyPatch, authority: Authority) -> None:
    own = authority.sign("worker")
    refusal = refusal_of(given, KAFKA_CA_FILE=authority.file, KAFKA_CLIENT_CERTIFICATE=own, KAFKA_CLIENT_KEY=own)

    for name in ("CA_FILE", "CLIENT_CERTIFICATE"):
        assert f"TALLY_KAFKA_{name}: KAFKA_SECURITY=PLAINTEXT is not encrypted" in refusal


def test_a_key_that_does_not_fit_or_is_encrypted_or_alone_is_refused(
    given: pytest.MonkeyPatch, authority: Authority, tmp_path: Path
) -> None:
    own, another = authority.sign("worker"), authority.sign("another")
    key = serialization.load_pem_private_key(own.read_bytes(), password=None)
    locked = tmp_path / "locked.pem"
    secret = serialization.BestAvailableEncryption(b"secret")
    locked.write_bytes(key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, secret))

    alone = refusal_of(given, KAFKA_SECURITY="ssl", KAFKA_CLIENT_KEY=own)
    assert "TALLY_KAFKA_CLIENT_KEY: give KAFKA_CLIENT_CERTIFICATE, too" in alone
    for wrong in (another, locked):
        refusal = refusal_of(given, KAFKA_CLIENT_CERTIFICATE=own, KAFKA_CLIENT_KEY=wrong)
        assert "TALLY_KAFKA_CLIENT_KEY: give a certificate and its own key" in refusal
    given.delenv("TALLY_KAFKA_CLIENT_KEY")
    assert "TALLY_KAFKA_CLIENT_KEY: give" in refusal_of(given, KAFKA_CLIENT_CERTIFICATE=authority.file)


def test_a_password_is_in_no_words_about_the_settings(given: pytest.MonkeyPatch) -> None:
    settings = settings_with(given, KAFKA_SECURITY="sasl_ssl", **WHO)

    for words in (repr(settings), str(settings), settings.model_dump_json(), repr(security_of(settings))):
        assert PASSWORD not in words
