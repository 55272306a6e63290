"""Who may do what. Scope of practice differs by jurisdiction, so it is data of each clinic."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from chassis.refusals import Phrase
from contracts.vocabulary import Modality
from services.booking.people.domain.refusals import NoPractitioner, NotQualified


@dataclass(frozen=True)
class Practitioner:
    """A practitioner at one clinic, and what they may do there: the deepest needle in millimetres by modality."""

    practitioner_id: UUID
    clinic_id: UUID
    name: str
    permissions: Mapping[Modality, Decimal]
    ends_at: datetime | None = None
    """From when on they do not work here any longer (UTC)."""


_DEVICES = {
    Modality.ROLLER: Phrase("a derma roller"),
    Modality.PEN: Phrase("a microneedling pen"),
    Modality.RF: Phrase("RF microneedling"),
}


def performer(found: Practitioner | None, clinic_id: UUID, now: datetime) -> Practitioner:
    """Who is signed in, as a practitioner of the clinic. Their own permissions count, whoever was booked.

    Raises NoPractitioner when the token names nobody (``found`` is None), a practitioner of another clinic, or one
    who has left.
    """
    if found is None:
        raise NoPractitioner(
            "Your account names no practitioner of this chain: ask the operator to add the id that you have on the "
            "clinic's list to it, and sign in again. Who may record for others says for whom, in on_behalf_of."
        )
    if found.clinic_id != clinic_id:
        raise NoPractitioner(
            "{name} is not a practitioner of this clinic: ask the operator to put you on its list, and sign in as "
            "that practitioner.",
            name=found.name,
        )
    require_still_here(found, now)
    return found


def require_still_here(practitioner: Practitioner, now: datetime) -> None:
    """Raises NoPractitioner when they have left."""
    if practitioner.ends_at is not None and practitioner.ends_at <= now:
        raise NoPractitioner(
            "{name} does not work here any longer: sign in as somebody who does, or ask the operator to take the end "
            "back.",
            name=practitioner.name,
        )


def require_qualified(practitioner: Practitioner) -> None:
    """Raises NotQualified when the practitioner may do nothing: a consult takes a qualified one (S2)."""
    if not practitioner.permissions:
        raise NotQualified(
            "{name} has no permission for any treatment here: choose a qualified one.", name=practitioner.name
        )


def require_permitted(practitioner: Practitioner, modality: Modality, depth_mm: Decimal) -> None:
    """Raises NotQualified when the practitioner may not use this modality at this depth. Nobody can override it."""
    deepest = practitioner.permissions.get(modality)
    if deepest is None:
        raise NotQualified(
            "{name} may not treat with {device} here: choose another.",
            name=practitioner.name,
            device=_DEVICES[modality],
        )
    if depth_mm > deepest:
        raise NotQualified(
            "{name} may needle to {deepest} mm with {device}, not to {depth} mm: choose another practitioner.",
            name=practitioner.name,
            deepest=deepest,
            device=_DEVICES[modality],
            depth=depth_mm,
        )
