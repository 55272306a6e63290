"""Who may do what. Scope of practice differs by jurisdiction, so it is data of each clinic."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from contracts.vocabulary import Modality
from services.booking.people.domain.refusals import NotQualified


@dataclass(frozen=True)
class Practitioner:
    """A practitioner at one clinic, and what they may do there: the deepest needle in millimetres by modality."""

    practitioner_id: UUID
    clinic_id: UUID
    name: str
    permissions: Mapping[Modality, Decimal]


def require_qualified(practitioner: Practitioner) -> None:
    """Raises NotQualified when the practitioner may do nothing: a consult takes a qualified one (S2)."""
    if not practitioner.permissions:
        raise NotQualified(f"{practitioner.name} has no permission for any treatment here: choose a qualified one.")


def require_permitted(practitioner: Practitioner, modality: Modality, depth_mm: Decimal) -> None:
    """Raises NotQualified when the practitioner may not use this modality at this depth. Nobody can override it."""
    deepest = practitioner.permissions.get(modality)
    if deepest is None:
        raise NotQualified(f"{practitioner.name} may not treat with {_spoken(modality)} here: choose another.")
    if depth_mm > deepest:
        raise NotQualified(
            f"{practitioner.name} may needle to {deepest.normalize():f} mm with {_spoken(modality)}, "
            f"not to {depth_mm.normalize():f} mm: choose another practitioner."
        )


def _spoken(modality: Modality) -> str:
    return {Modality.ROLLER: "a derma roller", Modality.PEN: "a microneedling pen", Modality.RF: "RF microneedling"}[
        modality
    ]
