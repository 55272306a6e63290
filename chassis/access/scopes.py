"""Scopes: what a route or a command does, in one word each service chooses, such as ``calendar:read``."""

import re
from dataclasses import dataclass
from enum import StrEnum

_NAME = re.compile(r"[a-z]+(-[a-z]+)*:[a-z]+(-[a-z]+)*")


class About(StrEnum):
    """What a scope is about, and therefore what has to be known to decide on it."""

    PATIENT = "patient"
    """One patient's data: their own, or a patient of a clinic that the caller works for."""
    CLINIC = "clinic"
    """A clinic's own data: the caller has to work for it. Patients may look at any clinic."""
    CHAIN = "chain"
    """The whole chain: the caller's token has to be for all clinics."""
    SHARED = "shared"
    """The same for everybody who has the scope, such as the protocols in force."""


@dataclass(frozen=True, slots=True, order=True)
class Scope:
    """A thing that somebody may be allowed to do. Raises ValueError for a name that is not ``noun:verb``."""

    name: str
    about: About

    def __post_init__(self) -> None:
        """Check the name."""
        if not _NAME.fullmatch(self.name):
            raise ValueError(f"{self.name!r} is not a scope: write noun:verb in small letters")

    def __hash__(self) -> int:
        """Of the name: a list of patients has as many entries of the access log, and each is looked up by its scope."""
        return hash(self.name)

    def __str__(self) -> str:
        """The name."""
        return self.name
