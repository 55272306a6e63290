"""Settings come from the environment, under the service's name."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from chassis.run.main import main
from chassis.run.settings import settings_of
from tests.integration.chassis.tally import service

COMPLETE = {
    "TALLY_DATABASE_URL": "postgresql+asyncpg://tally:secret@localhost/tally",
    "TALLY_KAFKA_BOOTSTRAP": "localhost:9092",
    "TALLY_JWKS": "https://id.example/keys",
    "TALLY_ALLOW_PLAINTEXT": "kafka,postgres",
}


def test_the_service_s_own_variables_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in COMPLETE.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("TALLY_BATCH_SIZE", "7")
    monkeypatch.setenv("OTHER_BATCH_SIZE", "8")
    settings = settings_of("tally")
    assert (settings.kafka_bootstrap, settings.batch_size) == ("localhost:9092", 7)
    assert settings.jwks_file is None
    assert "secret" not in repr(settings)


def test_keys_may_lie_in_a_file(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in (COMPLETE | {"TALLY_JWKS": "keys/jwks.json"}).items():
        monkeypatch.setenv(name, value)
    assert settings_of("tally").jwks_file == Path("keys/jwks.json")


def test_secrets_may_be_files_and_the_environment_weighs_more(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name, value in COMPLETE.items():
        (tmp_path / name.lower()).write_text(value)
    monkeypatch.setattr("chassis.run.settings.SECRETS", tmp_path)
    monkeypatch.setenv("TALLY_KAFKA_BOOTSTRAP", "elsewhere:9092")
    settings = settings_of("tally")
    assert settings.database_url.get_secret_value() == COMPLETE["TALLY_DATABASE_URL"]
    assert settings.kafka_bootstrap == "elsewhere:9092"


def test_what_is_missing_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TALLY_DATABASE_URL", COMPLETE["TALLY_DATABASE_URL"])
    monkeypatch.setenv("TALLY_ALLOW_PLAINTEXT", "postgres")
    with pytest.raises(ValidationError) as refusal:
        settings_of("tally")
    assert {error["loc"][0] for error in refusal.value.errors()} == {"kafka_bootstrap", "jwks"}


def test_the_command_names_the_variables_to_set_and_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TALLY_DATABASE_URL", COMPLETE["TALLY_DATABASE_URL"])
    monkeypatch.setenv("TALLY_ALLOW_PLAINTEXT", "postgres")
    with pytest.raises(SystemExit, match="set TALLY_KAFKA_BOOTSTRAP, TALLY_JWKS in the environment"):
        main(service, ["worker"])


@pytest.mark.parametrize(("name", "value"), [("POLL_SECONDS", "0"), ("BATCH_SIZE", "-1"), ("TRACE_RATIO", "2")])
def test_nonsense_is_refused(name: str, value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for variable, content in (COMPLETE | {f"TALLY_{name}": value}).items():
        monkeypatch.setenv(variable, content)
    with pytest.raises(ValidationError):
        settings_of("tally")
