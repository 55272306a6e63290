"""No session without a consent that covers the kind of device, the area and the day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from contracts.vocabulary import Modality
from services.booking.care.domain.refusals import ConsentMissing


@dataclass(frozen=True)
class Consent:
    """What a patient agreed to, and nobody has withdrawn."""

    modality: Modality
    areas: frozenset[str]
    """Screening's words; none: every area."""
    valid_until: date
    """The last local day."""

    def covers(self, modality: Modality, area: str, day: date) -> bool:
        """Whether a session with this kind of device, on this area and local day, was agreed to."""
        return self.modality is modality and (not self.areas or area in self.areas) and day <= self.valid_until


def require_consent(consents: Sequence[Consent], modality: Modality, area: str, day: date) -> None:
    """Raises ConsentMissing unless somebody agreed to exactly this."""
    if not any(consent.covers(modality, area, day) for consent in consents):
        raise ConsentMissing(
            "Nobody has agreed to this treatment: have the patient read and sign the consent for {modality}, "
            "then record the session.",
            modality=modality.value,
        )
