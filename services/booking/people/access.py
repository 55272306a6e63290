"""Which patients an actor may see."""

from uuid import UUID

from chassis.access.actors import Actor
from chassis.data.rows import Row
from chassis.refusals import Forbidden


def require_in_scope(actor: Actor, patient: Row) -> None:
    """Raises Forbidden unless the patient's home, or an appointment of theirs, is at a clinic of the actor's."""
    actor.require_patient(patient.id)
    allowed = actor.clinics
    if allowed is None or actor.is_patient or allowed.intersection([patient.home_clinic_id, *patient.clinics]):
        return
    raise Forbidden("This patient does not come to a clinic that you work for.")


def own_id(actor: Actor) -> UUID:
    """The patient that a signed-in patient is. Raises Forbidden when the token names none."""
    try:
        return UUID(actor.subject)
    except ValueError as error:
        raise Forbidden("This token is a patient's, but names none: sign in again.") from error
