"""Health declarations: asked for, and filled in."""

from typing import Annotated
from uuid import UUID

from chassis.access.actors import Actor, Role
from chassis.access.tokens import allow
from chassis.http import Page, PageQuery, Transaction, api_router
from services.screening.commands.declare import declare
from services.screening.forms.answers import DeclaredView, IntakeView
from services.screening.forms.requests import DeclarationForm
from services.screening.queries import list_intakes

router = api_router("intakes")
Reader = Annotated[Actor, allow(Role.PATIENT, Role.FRONT_DESK, Role.PRACTITIONER, Role.MEDICAL_DIRECTOR)]
Declarer = Annotated[Actor, allow(Role.PATIENT, Role.FRONT_DESK)]


@router.get("/intakes")
async def read_intakes(
    actor: Reader, work: Transaction, paging: PageQuery, patient_id: UUID | None = None
) -> Page[IntakeView]:
    """Intakes, a patient's own or those of the caller's clinics; answers are not shown."""
    return await list_intakes(work, patient_id, paging)


@router.post("/intakes/{intake_id}/declaration", status_code=201)
async def submit_declaration(
    intake_id: UUID, form: DeclarationForm, actor: Declarer, work: Transaction
) -> DeclaredView:
    """Take the declaration. Sent again with other answers, the latest counts and the patient is screened again."""
    return DeclaredView.model_validate(await declare(work, intake_id, form))
