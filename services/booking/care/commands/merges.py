"""Two records of one person become one: here in one transaction, elsewhere when the event arrives."""

from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import update

from chassis.data.rows import Row
from chassis.ids import new_id
from chassis.merging.recording import recorded
from chassis.merging.subjects import lock_owners
from chassis.work import Work
from contracts.booking.patients import ContactPreferencesChanged, PatientMerged
from services.booking.calendar.store.appointments import last_booked_at
from services.booking.care.commands.holds import end_held_for
from services.booking.care.commands.validity import check_patient
from services.booking.care.commands.waitlist_ends import join_entries
from services.booking.care.domain.refusals import BothExpected
from services.booking.care.forms.merges import MergeForm, MergeView
from services.booking.care.store.merges import ORIGINS, Moved, both_expected, end_record, move_rows
from services.booking.people.access import require_patient
from services.booking.people.commands.addresses import MERGED
from services.booking.people.commands.care_relationships import go_on_after_merge
from services.booking.people.commands.contact_changes import withdraw_all
from services.booking.people.commands.guardians import join_guardians
from services.booking.people.commands.merge_proposals import settle_by_merge
from services.booking.people.commands.notes import join_notes
from services.booking.people.commands.processing_consents import join_withdrawn
from services.booking.people.domain.merges import require_one_birthday, require_two, stricter_stop
from services.booking.people.store.addresses import end_addresses_of
from services.booking.people.store.merges import insert_act
from services.booking.people.store.patients import lock_patient
from services.booking.people.tables import patients
from services.booking.worklist import HOME_CLINIC_CLOSES, NOTHING_BOOKED, WORKLIST


async def merge_patients(work: Work, patient_id: UUID, form: MergeForm) -> MergeView:
    """End one record and give all that it holds to another one of the same person.

    The caller works for both home clinics. Raises NotFound, Forbidden, Invalid, RecordMerged, DifferentBirthdays,
    BothExpected.
    """
    await lock_owners(work)
    ends, stays = await _both(work, patient_id, form.into)
    require_one_birthday(ends.date_of_birth, stays.date_of_birth)
    await end_held_for(work, ends.id, stays.id)
    await _require_apart(work, ends.id, stays.id)
    merge_id = new_id()
    async with recorded(work, ORIGINS, merge_id, ends.id, stays.id, stays.id, work.now):
        moved = await _make_one(work, ends, stays)
    await check_patient(work, stays.id)
    await insert_act(work, merge_id, ends.home_clinic_id, form.reason)
    audited = {"merge": str(merge_id), "reason": form.reason}
    work.audit("patient.merged", f"patient/{ends.id}", into=str(stays.id), **audited)
    work.audit("patient.took_over", f"patient/{stays.id}", record=str(ends.id), **audited)
    work.publish(PatientMerged(patient_id=ends.id, into=stays.id, merged_at=work.now, merge_id=merge_id))
    return MergeView(
        merge_id=merge_id,
        patient_id=ends.id,
        into=stays.id,
        merged_at=work.now,
        appointments=moved.appointments,
        courses=moved.courses,
        sessions=moved.sessions,
    )


async def _make_one(work: Work, ends: Row, stays: Row) -> Moved:
    booked_until = await last_booked_at(work, ends.id, ends.home_clinic_id)
    await withdraw_all(work, ends.id)
    await end_addresses_of(work, ends.id, MERGED)
    await WORKLIST.close(work, NOTHING_BOOKED, ends.id, "merged")
    await WORKLIST.close(work, HOME_CLINIC_CLOSES, ends.id, "merged")
    await join_entries(work, ends.id, stays.id)
    await join_guardians(work, ends.id, stays.id)
    await join_notes(work, ends.id, stays.id)
    await settle_by_merge(work, ends.id, stays.id)
    moved = await move_rows(work, ends.id, stays.id)
    await end_record(work, ends.id, stays.id)
    await join_withdrawn(work, ends.id, stays)
    await go_on_after_merge(work, stays, ends.home_clinic_id, booked_until)
    await _take_stricter_wishes(work, ends, stays)
    return moved


async def _both(work: Work, ends: UUID, stays: UUID) -> tuple[Row, Row]:
    """Both records, locked in the order of their ids, neither of which has ended before."""
    locked = {each: await lock_patient(work, each) for each in sorted({ends, stays})}
    await require_patient(work, locked[ends])
    require_two(ends, stays)
    await require_patient(work, locked[stays])
    return locked[ends], locked[stays]


async def _require_apart(work: Work, ends: UUID, stays: UUID) -> None:
    """Raises BothExpected when the person would have to be at two places at once."""
    meeting = await both_expected(work, ends, stays)
    if meeting is not None:
        raise BothExpected(
            "Both records have an appointment at {starts_at}: move or cancel one of them first.",
            starts_at=meeting.starts_at.astimezone(ZoneInfo(meeting.time_zone)),
        )


async def _take_stricter_wishes(work: Work, ends: Row, stays: Row) -> None:
    """Who said stop in either record has said stop."""
    marketing = stays.marketing and ends.marketing
    stopped = stricter_stop(ends.opted_out_at, stays.opted_out_at)
    if (marketing, stopped) == (stays.marketing, stays.opted_out_at):
        return
    values = {"marketing": marketing, "opted_out_at": stopped, "version": stays.version + 1}
    await work.execute(update(patients).where(patients.c.id == stays.id).values(**values))
    if marketing != stays.marketing:
        wishes = ContactPreferencesChanged(patient_id=stays.id, channel=stays.channel, marketing=marketing)
        work.publish(wishes)
