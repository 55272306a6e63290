"""What a patient stopped, and how they agreed to messages again."""

from uuid import UUID

from chassis.access.admission import allow
from chassis.http import Page, PageQuery, Transaction, api_router, refuses
from services.notifications.access import CONTACTS_AGREE, CONTACTS_READ
from services.notifications.commands import opt_outs as commands
from services.notifications.domain.opt_outs import How, Said
from services.notifications.domain.refusals import AgreedTooEarly, NothingStopped, RecipientUnknown, RecordMerged
from services.notifications.forms.opt_outs import AgreementForm, OptOutStepView
from services.notifications.forms.preferences import PreferencesView
from services.notifications.queries import opt_outs as queries
from services.notifications.queries.preferences import read_preferences

router = api_router("opt-outs")


@router.get("/patients/{patient_id}/opt-outs", dependencies=[allow(CONTACTS_READ)])
@refuses(RecipientUnknown, RecordMerged)
async def list_opt_outs(patient_id: UUID, work: Transaction, paging: PageQuery) -> Page[OptOutStepView]:
    """Every time the patient stopped messages or agreed to them again, with how that is known, the newest first."""
    return await queries.list_opt_outs(work, paging, patient_id)


@router.post("/patients/{patient_id}/agree", dependencies=[allow(CONTACTS_AGREE)])
@refuses(AgreedTooEarly, NothingStopped, RecipientUnknown, RecordMerged)
async def agree_to_messages(patient_id: UUID, form: AgreementForm, work: Transaction) -> PreferencesView:
    """Lift what the patient had stopped, because they agreed to it again: say how they did."""
    await commands.agree(work, patient_id, form.scope, Said(How(form.how), note=form.note), form.agreed_at)
    return await read_preferences(work, patient_id)
