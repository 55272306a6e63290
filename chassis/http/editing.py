"""ETag and If-Match on what people edit: the second of two editors is told, instead of overwriting the first."""

from typing import Annotated

from fastapi import Depends, Header, Response

from chassis.refusals import Invalid, PreconditionRequired, Stale


def _expected_version(
    if_match: Annotated[str | None, Header(description='The ETag that was read, e.g. "3".')] = None,
) -> int:
    if if_match is None:
        raise PreconditionRequired("Read it first and send its ETag as If-Match, so that nobody's edit is overwritten.")
    try:
        return int(if_match.removeprefix("W/").strip('"'))
    except ValueError as error:
        raise Invalid(f"If-Match holds {if_match!r}, which is no ETag of ours: send the one that was read.") from error


IfMatch = Annotated[int, Depends(_expected_version)]
"""The version that an edit is based on; 428 without one."""


def tag_version(response: Response, version: int) -> None:
    """Answer with the version as ETag."""
    response.headers["ETag"] = f'"{version}"'


def require_version(expected: int, actual: int) -> None:
    """Raise Stale when somebody else has edited it since."""
    if expected != actual:
        raise Stale(f"It was edited meanwhile (version {actual}, yours is {expected}): read it again, then edit.")
