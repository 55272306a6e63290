"""ETag and If-Match for edits: the second of two editors gets a refusal instead of overwriting the first."""

import re
from typing import Annotated

from fastapi import Depends, Header, Response

from chassis.http.declared import refuses
from chassis.refusals import FieldError, Invalid, PreconditionRequired, Stale

_ETag = Annotated[str | None, Header(alias="If-Match", description='The ETag that was read, such as "3".')]
LARGEST = 2**31 - 1
_NUMBER = re.compile("[0-9]{1,10}")


class NotAVersion(Invalid):
    """If-Match does not hold an ETag of this API: send the one that was read."""


@refuses(NotAVersion, Stale)
async def _version_if_any(if_match: _ETag = None) -> int | None:
    if if_match is None:
        return None
    written = if_match.removeprefix("W/").strip('"')
    if not (_NUMBER.fullmatch(written) and int(written) <= LARGEST):
        raise NotAVersion(
            "If-Match does not hold an ETag of this API: send the one that was read.",
            errors=[FieldError("If-Match", 'Send the ETag that was read, such as "3".', "header")],
        )
    return int(written)


@refuses(PreconditionRequired)
async def _version(version: Annotated[int | None, Depends(_version_if_any)]) -> int:
    if version is None:
        raise PreconditionRequired("Read it first and send its ETag as If-Match, so that nobody's edit is overwritten.")
    return version


IfMatch = Annotated[int, Depends(_version)]
"""The version that an edit is based on; without one, 428."""
IfMatchUnlessNew = Annotated[int | None, Depends(_version_if_any)]
"""The same for a PUT that also creates: None the first time."""


def tag_version(response: Response, version: int) -> None:
    """Answer with the version as ETag."""
    response.headers["ETag"] = f'"{version}"'


def require_version(expected: int, actual: int) -> None:
    """Raise Stale when it was edited since."""
    if expected != actual:
        raise Stale(
            "It was edited meanwhile (version {current}, yours is {yours}): read it again, then edit.",
            current=actual,
            yours=expected,
        )
