"""Name a document that belongs to a review. The file itself stays in the clinic's own system."""

from uuid import UUID

from chassis.data.rows import Row
from chassis.work import Work
from services.screening.commands.rulings import locked_decision
from services.screening.forms.reviews import AttachmentForm
from services.screening.store.attachments import insert_attachment


async def attach(work: Work, decision_id: UUID, form: AttachmentForm) -> Row:
    """Keep where a document is that a clinician should see with this decision. Raises ScreeningNotFound, Forbidden."""
    decision = await locked_decision(work, decision_id)
    work.audit("document attached", str(decision_id))
    return await insert_attachment(work, decision, form.title, form.reference, form.digest)
