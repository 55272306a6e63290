"""Name a document that belongs to a review. The file itself stays in the clinic's own system."""

from uuid import UUID

from chassis.data.rows import Row
from chassis.work import Work
from services.screening.domain.refusals import ScreeningNotFound
from services.screening.forms.reviews import AttachmentForm
from services.screening.store.attachments import insert_attachment
from services.screening.store.decisions import find_decision
from services.screening.store.patients import lock_person


async def attach(work: Work, decision_id: UUID, form: AttachmentForm) -> Row:
    """Keep where a document is that a clinician should see with this decision. Raises ScreeningNotFound."""
    decision = await find_decision(work, decision_id)
    if decision is None:
        raise ScreeningNotFound("There is no such decision: list the reviews that wait.")
    work.access.authorize(whose=decision.patient_id, where=decision.clinic_id)
    await lock_person(work, decision.patient_id)
    work.audit("document attached", str(decision_id))
    return await insert_attachment(work, decision, form.title, form.reference, form.digest)
