"""Retention periods of a service; docs/retention.md gives the reasons and the hazards."""

from datetime import timedelta

from pydantic import Field, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

LONGEST = 36_525
"""Days in a hundred years."""


class RetentionSettings(BaseSettings):
    """Days, counted from the end of the month for partitioned tables, and from the moment itself for others.

    The event log must cover what Kafka holds, the inbox must cover the event log plus the retention of Kafka, and the
    audit log must cover the inbox. Contradicting settings are refused. Use the same numbers for all services.
    """

    model_config = SettingsConfigDict(use_attribute_docstrings=True)

    topic_retention_hours: int = Field(default=168, ge=1)
    """How long Kafka keeps the events of topics that this service creates: longer than any consumer is away."""
    keep_event_log_days: int = Field(default=1096, ge=1, le=LONGEST, validate_default=True)
    """The event log: `needlepoint outbox again` and `replay` reach back this far. Three years."""
    keep_inbox_days: int = Field(default=1461, ge=1, le=LONGEST, validate_default=True)
    """The inbox: an event that is delivered again within this time has no second effect. Four years."""
    keep_audit_log_days: int = Field(default=3653, ge=1, le=LONGEST, validate_default=True)
    """The audit log: policy of the chain. Ten years."""
    keep_access_log_days: int = Field(default=3653, ge=1, le=LONGEST)
    """The access log, who read and wrote patients' data: policy of the chain. Ten years, as the audit log."""
    keep_dead_letters_days: int = Field(default=365, ge=1, le=LONGEST)
    """Settled dead letters, without their content. A dead letter that is not settled is never deleted."""
    keep_worklist_days: int = Field(default=1096, ge=1, le=LONGEST)
    """Closed items of the worklist: policy of the chain. An open item is never deleted. Three years."""
    keep_idempotency_days: int = Field(default=7, ge=1, le=LONGEST)
    """Answers to requests with an Idempotency-Key: a request repeated within this time gets the first answer."""

    @field_validator("keep_event_log_days")
    @classmethod
    def _covers_kafka(cls, days: int, info: ValidationInfo) -> int:
        hours = info.data.get("topic_retention_hours")
        if hours is not None and days * 24 < hours:
            raise ValueError(
                f"{days} days are fewer than Kafka keeps events (TOPIC_RETENTION_HOURS={hours}), and Kafka is filled"
                f" again from the event log: set it to {_days(hours)} or more"
            )
        return days

    @field_validator("keep_inbox_days")
    @classmethod
    def _covers_the_event_log(cls, days: int, info: ValidationInfo) -> int:
        log, hours = info.data.get("keep_event_log_days"), info.data.get("topic_retention_hours")
        if log is not None and hours is not None and days < log + _days(hours):
            raise ValueError(
                f"{days} days are too few: an event that is sent again from the event log (KEEP_EVENT_LOG_DAYS={log})"
                f" stays on Kafka for TOPIC_RETENTION_HOURS={hours} more, and would take effect a second time; set it"
                f" to {log + _days(hours)} or more"
            )
        return days

    @field_validator("keep_audit_log_days")
    @classmethod
    def _covers_the_inbox(cls, days: int, info: ValidationInfo) -> int:
        inbox = info.data.get("keep_inbox_days")
        if inbox is not None and days < inbox:
            raise ValueError(
                f"{days} days are fewer than the inbox has (KEEP_INBOX_DAYS={inbox}): which events were discarded"
                f" is in the audit log, and a replay has to leave them out; set it to {inbox} or more"
            )
        return days

    def keep(self, table: str) -> timedelta:
        """How long a partitioned table is kept."""
        days: int = getattr(self, f"keep_{table}_days")
        return timedelta(days=days)


def _days(hours: int) -> int:
    """The whole days that cover a number of hours."""
    return -(-hours // 24)
