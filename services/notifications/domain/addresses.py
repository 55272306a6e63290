"""A patient's numbers and addresses: which are bad, as a carrier has said, and which somebody has just given. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

Listed = Sequence[Mapping[str, Any]]
"""A patient's addresses as they are stored: each with ``channel``, ``address``, ``key`` and ``proven_at``."""

BAD = "the {what} does not reach them: {why}"


def subject_of_address(patient_id: UUID, address: str) -> UUID:
    """The subject of the item about a patient's address; it does not show the address."""
    return uuid5(NAMESPACE_URL, f"needlepoint:address/{patient_id}/{address.lower()}")


def why_closed(channel: str, why: str) -> str:
    """The reason of messages that do not go there."""
    return BAD.format(what="e-mail address" if channel == "email" else "number", why=why)


@dataclass(frozen=True)
class Given:
    """What somebody gave for a patient that they did not have before."""

    new: Listed
    """Nobody has proven yet that the patient is reached there."""
    kept: Listed
    """What they had before; nothing where some of it was taken away, because who had that is told already."""


def given_since(former: Listed | None, present: Listed | None) -> Given:
    """What is new; nothing while it is not known what there was."""
    if former is None or present is None:
        return Given((), ())
    before, now = ({each["key"] for each in listed} for listed in (former, present))
    new = [each for each in present if each["key"] not in before and each["proven_at"] is None]
    return Given(new, former if new and before <= now else ())
