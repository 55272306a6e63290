"""The chain's settings for messages, read from the environment: its policy, and the carriers that it has."""

from urllib.parse import urlsplit

PREFIX = "NOTIFICATIONS_"


def encrypted_address(url: str) -> str:
    """A provider's address over https; over http only on this machine. Raises ValueError."""
    parts = urlsplit(url)
    local = parts.scheme == "http" and parts.hostname in ("127.0.0.1", "localhost")
    if not (parts.scheme == "https" or local) or not parts.hostname or parts.query:
        raise ValueError("write it as https://host, without a query")
    return url.rstrip("/")
