"""Which release of Needlepoint runs."""

from importlib.metadata import PackageNotFoundError, version


def release() -> str:
    """As the installed package says it; a service in an image of its own has the chassis alone."""
    for name in ("needlepoint", "needlepoint-chassis"):
        try:
            return version(name)
        except PackageNotFoundError:
            continue
    return "unknown"
