"""Plans messages that waited for a clinic or a patient, and ends marketing opt-outs."""

from chassis.work import Work
from contracts.booking.clinics import ClinicOpened
from contracts.booking.patients import ContactPreferencesChanged, PatientChanged, PatientRegistered
from services.notifications.commands import plans
from services.notifications.commands.opt_outs import agree_to_marketing
from services.notifications.reactions.listening import reaction


@reaction
async def plan_for_clinic(work: Work, event: ClinicOpened) -> None:
    """Messages that waited for this clinic's zone are planned now."""
    await plans.plan_waiting_for_clinic(work, event.clinic_id)


@reaction
async def plan_for_registered_patient(work: Work, event: PatientRegistered) -> None:
    """Messages that waited to know how to reach this patient are planned now."""
    await plans.plan_waiting_for_patient(work, event.patient_id)


@reaction
async def plan_for_changed_patient(work: Work, event: PatientChanged) -> None:
    """Plan what waited: the new home clinic may be known already."""
    await plans.plan_waiting_for_patient(work, event.patient_id)


@reaction
async def lift_opt_out(work: Work, event: ContactPreferencesChanged) -> None:
    """The only way back from a marketing opt-out."""
    if event.marketing:
        await agree_to_marketing(work, event.patient_id)
