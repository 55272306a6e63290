"""Who sends a request: a signed-in person with roles and clinics, or the system itself."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from chassis.access.grants import Grant


class Role(StrEnum):
    """The role of a person, or of a connected system, in the chain."""

    FRONT_DESK = "front_desk"
    PRACTITIONER = "practitioner"
    MEDICAL_DIRECTOR = "medical_director"
    STOCK_MANAGER = "stock_manager"
    OPERATOR = "operator"
    OWNER = "owner"
    """Reads everything of their clinics, and changes nothing."""
    AUDITOR = "auditor"
    """Reads who did what, and nothing else."""
    INTEGRATION = "integration"
    """A gateway that delivers what patients write back."""
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
    practitioner: UUID | None = None
    """The practitioner that this person is, as a clinic has them on its list; None where the token names none."""
    grant: Grant | None = None
    """What the caller may do at most, who opened a link instead of signing in; None for everybody else."""

    @property
    def patient_id(self) -> UUID | None:
        """The patient that the caller is; None for everybody else, and where the subject is not a patient's id."""
        if Role.PATIENT not in self.roles:
            return None
        try:
            return UUID(self.subject)
        except ValueError:
            return None

    @property
    def own_language(self) -> str | None:
        """The language in which a signed-in patient wants to read."""
        return self.language if Role.PATIENT in self.roles else None


SYSTEM = Actor(subject="system", roles=frozenset(), clinics=None)
"""The actor of reactions and timers."""
