"""The chain's settings for messages, read from the environment: its policy, and the carriers that it has."""

from urllib.parse import urlsplit

PREFIX = "NOTIFICATIONS_"


def encrypted_address(url: str) -> str:
    """A provider's address over https; over http only on this machine. Raises ValueError."""
    if not is_encrypted(url) or urlsplit(url).query:
        raise ValueError("write it as https://host, without a query")
    return url.rstrip("/")


def is_encrypted(url: str) -> bool:
    """Whether an address has a host and is over https, or over http on this machine."""
    parts = urlsplit(url)
    local = parts.scheme == "http" and parts.hostname in ("127.0.0.1", "localhost")
    return bool(parts.hostname) and (parts.scheme == "https" or local)
