"""What identifies a patient is removed, here at once and elsewhere when the event arrives."""

from datetime import date, datetime
from uuid import UUID

from chassis.local_time import local_day
from chassis.privacy.erasing import erase_traces
from chassis.refusals import Forbidden
from chassis.work import Work
from contracts.booking.patients import ERASED, NO_BIRTHDAY, PatientErased
from services.booking.care.commands.holds import end_held_for
from services.booking.care.commands.photos import DELETE_FILE
from services.booking.care.commands.waitlist_ends import end_waiting_of
from services.booking.care.domain.erasures import KEPT, require_erasable
from services.booking.care.domain.waitlist import EntryEnd
from services.booking.care.forms.erasures import ErasureForm, ErasureView
from services.booking.care.store.erasures import audit_subjects_of, erase_rows, last_facts
from services.booking.care.store.merges import records_merged_into
from services.booking.care.store.photos import delete_photos
from services.booking.people.commands.possible_duplicates import end_pairs_of
from services.booking.people.domain.merges import require_not_merged
from services.booking.people.store.addresses import delete_addresses
from services.booking.people.store.clinics import zone_of
from services.booking.people.store.contact_changes import delete_changes
from services.booking.people.store.merges import forget_merges
from services.booking.people.store.patients import lock_patient
from services.booking.worklist import WORKLIST


async def erase_patient(work: Work, patient_id: UUID, form: ErasureForm, keep_days: int | None) -> ErasureView:
    """Remove what identifies a patient, for good. Asked again, it answers the same.

    ``keep_days`` is how long treatment records are kept; None: nobody has said. Raises NotFound, Forbidden,
    RecordMerged, AppointmentsAhead, MustBeKept.
    """
    work.access.authorize()
    if work.access.own == patient_id:
        raise Forbidden("This is your own record: ask a colleague to do this for you.")
    patient = await lock_patient(work, patient_id)
    work.access.concerns(patient_id, patient.home_clinic_id)
    require_not_merged(patient.merged_into)
    if patient.erased_at is not None:
        return ErasureView(patient_id=patient_id, erased_at=patient.erased_at, kept=KEPT)
    zone = await zone_of(work, patient.home_clinic_id)
    facts = await last_facts(work, patient_id)

    def day_of(moment: datetime | None) -> date | None:
        return None if moment is None else local_day(moment, zone)

    treated = max(filter(None, (facts.consulted_at, facts.treated_at)), default=None)
    require_erasable(day_of(facts.booked_at), day_of(treated), keep_days, local_day(work.now, zone))
    for each in (patient_id, *await records_merged_into(work, patient_id)):
        await end_waiting_of(work, each, EntryEnd.ERASED)
        await end_held_for(work, each)
        await delete_changes(work, each)
        await delete_addresses(work, each)
        await end_pairs_of(work, each)
        await erase_rows(work, each, work.now, ERASED, NO_BIRTHDAY)
        await WORKLIST.erase(work, each)
        await forget_merges(work, each)
        for photo_id in await delete_photos(work, each):
            await work.set_timer(DELETE_FILE, str(photo_id), work.now)
        await erase_traces(work, each, await audit_subjects_of(work, each))
        work.publish(PatientErased(patient_id=each, erased_at=work.now))
    work.audit("patient.erased", f"patient/{patient_id}", reason=form.reason)
    return ErasureView(patient_id=patient_id, erased_at=work.now, kept=KEPT)
