"""A suspension of a patient's clearances, and who is asked to acknowledge its cause."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class SuspensionEnd(StrEnum):
    """How a suspension ended."""

    LIFTED = "lifted"
    """A medical director found that the clearances may stand."""
    ENDED = "ended"
    """A medical director ended the clearances."""
    WITHDRAWN = "withdrawn"
    """The report was entered in error, or is no longer serious after a correction."""


@dataclass(frozen=True, slots=True)
class Contact:
    """Somebody who is asked to acknowledge a serious reaction."""

    name: str
    email: str | None


CHAIN_WIDE = Contact("medical directors of the chain", None)
"""The end of every line: whoever has the role for all clinics sees it on the list."""


def line_of(clinics: Sequence[Contact], chains: Sequence[Contact]) -> tuple[Contact, ...]:
    """Who is asked, in order: the clinic's own, then the chain's, each once, then the role for all clinics."""
    return (*dict.fromkeys((*clinics, *chains)), CHAIN_WIDE)
