"""Who sends a request: a signed-in person with roles and clinics, or the system itself."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from chassis.refusals import Forbidden


class Role(StrEnum):
    """The role of a person in the chain."""

    FRONT_DESK = "front_desk"
    PRACTITIONER = "practitioner"
    MEDICAL_DIRECTOR = "medical_director"
    STOCK_MANAGER = "stock_manager"
    OPERATOR = "operator"
    PATIENT = "patient"


@dataclass(frozen=True)
class Actor:
    """A caller, as the bearer token describes them."""

    subject: str
    """A staff id, or the patient's id."""
    roles: frozenset[Role]
    clinics: frozenset[UUID] | None
    """The clinics this person may see; None for all."""
    language: str | None = None
    """The language that they want to be answered in (BCP 47), where the token says one."""

    @property
    def is_patient(self) -> bool:
        """True when the caller has the patient role and no other."""
        return self.roles == {Role.PATIENT}

    def require_clinic(self, clinic_id: UUID) -> None:
        """Raise Forbidden unless this person works for the clinic; patients may look at any clinic."""
        if self.clinics is not None and clinic_id not in self.clinics and not self.is_patient:
            raise Forbidden("You do not work for this clinic: ask the operator to add it to your account.")

    def require_patient(self, patient_id: UUID) -> None:
        """Raise Forbidden when a patient asks for somebody else's data."""
        if self.is_patient and self.subject != str(patient_id):
            raise Forbidden("Patients can see only their own data.")


SYSTEM = Actor(subject="system", roles=frozenset(), clinics=None)
"""The actor of reactions and timers."""
