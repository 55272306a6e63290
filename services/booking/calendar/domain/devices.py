"""Which device a session may use."""

from dataclasses import dataclass
from uuid import UUID

from chassis.refusals import Invalid
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

    @property
    def cartridges(self) -> int:
        """How many cartridges a session takes."""
        return self.cartridges_per_session if self.cartridge_gtin else 0


def require_device(device: Device | None, clinic_id: UUID, model: str, modality: Modality) -> Device:
    """The device itself. Raises WrongDevice unless it is at the clinic and of the model that was screened."""
    if device is None or device.clinic_id != clinic_id:
        raise WrongDevice(f"A session needs a {model} device of this clinic: choose one from the slots offered.")
    if device.model != model or device.modality is not modality:
        raise WrongDevice(f"The patient was screened for {model}, not for {device.model}: choose a {model} device.")
    return device


GTIN_LENGTHS = (8, 12, 13, 14)


def gtin_14(written: str) -> str:
    """A GTIN filled up to 14 digits. Raises Invalid when its length or check digit is wrong."""
    if not (written.isascii() and written.isdigit() and len(written) in GTIN_LENGTHS and int(written)):
        raise Invalid(f"{written!r} is no GTIN: it has 8, 12, 13 or 14 digits.")
    digits = [int(digit) for digit in written.zfill(14)]
    total = sum(digit * (3 if place % 2 == 0 else 1) for place, digit in enumerate(digits[:-1]))
    if (10 - total % 10) % 10 != digits[-1]:
        raise Invalid(f"The GTIN {written} has a wrong check digit: read it from the package again.")
    return written.zfill(14)
