"""Which device a session may use."""

from dataclasses import dataclass
from uuid import UUID

from contracts.vocabulary import Modality
from services.booking.calendar.domain.refusals import WrongDevice


@dataclass(frozen=True)
class Device:
    """A device at one clinic and the cartridges that it takes."""

    device_id: UUID
    clinic_id: UUID
    model: str
    modality: Modality
    cartridge_gtin: str | None
    cartridges_per_session: int
    serial: str
    """Of the handpiece."""


def require_device(device: Device | None, clinic_id: UUID, model: str, modality: Modality) -> Device:
    """The device itself. Raises WrongDevice unless it is at the clinic and of the model that was screened."""
    if device is None or device.clinic_id != clinic_id:
        raise WrongDevice(
            "A session needs a {model} device of this clinic: choose one from the slots offered.", model=model
        )
    if device.model != model or device.modality is not modality:
        raise WrongDevice(
            "The patient was screened for {model}, not for {other}: choose a {model} device.",
            model=model,
            other=device.model,
        )
    return device
