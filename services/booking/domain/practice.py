"""Who may do what, with which device. Scope of practice is data per location (domain notes, 'Who')."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from contracts.vocabulary import Modality
from services.booking.domain.refusals import NotQualified, WrongDevice


@dataclass(frozen=True)
class Practitioner:
    """A practitioner at one clinic, and what they may do there: the deepest needle in millimetres by modality."""

    practitioner_id: UUID
    clinic_id: UUID
    name: str
    permissions: Mapping[Modality, Decimal]


@dataclass(frozen=True)
class Device:
    """A device at one clinic and the cartridges that it takes."""

    device_id: UUID
    clinic_id: UUID
    model: str
    modality: Modality
    cartridge_gtin: str | None
    cartridges_per_session: int

    @property
    def cartridges(self) -> int:
        """How many cartridges a session takes."""
        return self.cartridges_per_session if self.cartridge_gtin else 0


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


def require_device(device: Device | None, clinic_id: UUID, model: str, modality: Modality) -> Device:
    """The device itself. Raises WrongDevice unless it is at the clinic and of the model that was screened."""
    if device is None or device.clinic_id != clinic_id:
        raise WrongDevice(f"A session needs a {model} device of this clinic: choose one from the slots offered.")
    if device.model != model or device.modality is not modality:
        raise WrongDevice(f"The patient was screened for {model}, not for {device.model}: choose a {model} device.")
    return device


def _spoken(modality: Modality) -> str:
    return {Modality.ROLLER: "a derma roller", Modality.PEN: "a microneedling pen", Modality.RF: "RF microneedling"}[
        modality
    ]
