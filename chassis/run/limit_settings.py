"""Limits of an API on bytes, time and numbers; docs/limits.md says what each protects."""

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class LimitSettings(BaseSettings):
    """Each process counts by itself: three replicas of an API allow three times the rates."""

    model_config = SettingsConfigDict(use_attribute_docstrings=True)

    limit_body_bytes: int = Field(default=1_048_576, ge=1024)
    """The largest body of a request (413)."""
    limit_head_bytes: int = Field(default=32_768, ge=1024)
    """The largest address and headers of a request together (431)."""
    limit_head_seconds: float = Field(default=10, gt=0)
    """The longest time from a connection, or from the answer before, to the end of the headers (408)."""
    limit_body_seconds: float = Field(default=10, gt=0)
    """The longest time for a body to arrive (408)."""
    limit_upload_bytes: int = Field(default=15_728_640, ge=1024)
    """The largest file that a route takes as its body (413)."""
    limit_upload_seconds: float = Field(default=60, gt=0)
    """The longest time for a file to arrive (408)."""
    limit_uploads: int = Field(default=2, ge=1)
    """The most files that arrive or are handled at once (503); each takes its size in the temporary folder."""
    limit_request_seconds: float = Field(default=30, gt=0)
    """The longest time from a checked token to the end of the answer (503)."""
    limit_connections: int = Field(default=800, ge=10)
    """The most open connections. A further one closes the one that has waited longest without sending a request."""
    limit_requests: int = Field(default=256, ge=1)
    """The most requests with a valid token in progress (503)."""
    limit_caller_rate: float = Field(default=1000, gt=0)
    """Requests a second of one member of staff or one system, over ten seconds (429)."""
    limit_patient_rate: float = Field(default=10, gt=0)
    """Requests a second of one patient, over ten seconds (429)."""
    limit_address_rate: float = Field(default=50, gt=0)
    """Requests a second without a valid token from one address, over ten seconds (429)."""
    limit_list_items: int = Field(default=2000, ge=1)
    """The longest list or object in a body (422)."""
    limit_text_characters: int = Field(default=50_000, ge=1)
    """The longest text in a body (422); most fields have a shorter limit of their own."""
    limit_statement_seconds: float = Field(default=15, gt=0)
    """The longest run of one SQL statement of a request."""
    limit_worker_statement_seconds: float = Field(default=300, gt=0)
    """The longest run of one SQL statement of the worker, which also prunes."""
    limit_idle_transaction_seconds: float = Field(default=60, gt=0)
    """PostgreSQL ends a session whose transaction waits longer than this for its next statement."""
    trusted_proxies: str = ""
    """Addresses or networks of the gateways whose X-Forwarded-For is used, separated by commas. Default: none, and a
    caller's address is that of the connection."""

    def session(self, statement_seconds: float) -> dict[str, str]:
        """PostgreSQL's settings for the connections of a role."""
        return {
            "statement_timeout": f"{statement_seconds * 1000:.0f}",
            "idle_in_transaction_session_timeout": f"{self.limit_idle_transaction_seconds * 1000:.0f}",
        }
