"""How long things are kept: each a setting, and none that contradicts another."""

import pytest

from chassis.run.main import main
from chassis.run.settings import settings_of
from tests.integration.chassis.tally import service

COMPLETE = {
    "TALLY_DATABASE_URL": "postgresql+asyncpg://tally:secret@localhost/tally",
    "TALLY_KAFKA_BOOTSTRAP": "localhost:9092",
    "TALLY_JWKS": "https://id.example/keys",
    "TALLY_ALLOW_PLAINTEXT": "kafka,postgres",
}


@pytest.fixture(autouse=True)
def complete(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in COMPLETE.items():
        monkeypatch.setenv(name, value)


def test_the_defaults_go_together() -> None:
    settings = settings_of("tally")
    kafka_days = settings.topic_retention_hours / 24
    assert kafka_days < settings.keep_event_log_days
    assert settings.keep_event_log_days + kafka_days < settings.keep_inbox_days < settings.keep_audit_log_days


@pytest.mark.parametrize(
    ("given", "answer"),
    [
        (
            {"TOPIC_RETENTION_HOURS": "169", "KEEP_EVENT_LOG_DAYS": "7"},
            "TALLY_KEEP_EVENT_LOG_DAYS: 7 days are fewer than Kafka keeps events (TOPIC_RETENTION_HOURS=169)",
        ),
        (
            {"KEEP_EVENT_LOG_DAYS": "400", "KEEP_INBOX_DAYS": "406"},
            "would take effect a second time; set it to 407 or more.",
        ),
        (
            {"KEEP_EVENT_LOG_DAYS": "2000"},
            "TALLY_KEEP_INBOX_DAYS: 1461 days are too few",
        ),
        (
            {"KEEP_INBOX_DAYS": "4000"},
            "TALLY_KEEP_AUDIT_LOG_DAYS: 3653 days are fewer than the inbox has (KEEP_INBOX_DAYS=4000)",
        ),
        ({"KEEP_IDEMPOTENCY_DAYS": "0"}, "TALLY_KEEP_IDEMPOTENCY_DAYS: Input should be greater than or equal to 1"),
        ({"KEEP_DEAD_LETTERS_DAYS": "40000"}, "TALLY_KEEP_DEAD_LETTERS_DAYS: Input should be less than or equal to"),
    ],
)
def test_settings_that_contradict_each_other_are_refused_at_the_start_in_words(
    given: dict[str, str], answer: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in given.items():
        monkeypatch.setenv(f"TALLY_{name}", value)
    with pytest.raises(SystemExit) as refused:
        main(service, ["worker"])
    assert answer in str(refused.value)


def test_settings_that_go_together_are_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {"KEEP_EVENT_LOG_DAYS": "400", "KEEP_INBOX_DAYS": "407", "KEEP_AUDIT_LOG_DAYS": "407"}.items():
        monkeypatch.setenv(f"TALLY_{name}", value)
    assert settings_of("tally").keep("inbox").days == 407
