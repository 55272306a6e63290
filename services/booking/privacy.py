"""Where booking holds what about patients."""

from sqlalchemy import select

from chassis.privacy.archive import PERSON, Held, Personal, held_in
from services.booking.calendar.tables import appointments, attendance_facts, holds, visit_stations
from services.booking.care.tables import (
    clearances,
    consents,
    consults,
    course_balances,
    course_extensions,
    courses,
    dismissals,
    earlier_consults,
    earlier_results_reviews,
    earlier_sessions,
    follow_ups,
    photos,
    results_reviews,
    session_cartridges,
    sessions,
    skipped_reviews,
    suspensions,
    waitlist_entries,
    waitlist_offers,
)
from services.booking.people.tables import (
    PATIENT_COLUMNS,
    care_relationships,
    contact_changes,
    emergency_accesses,
    guardians,
    import_lines,
    imported_records,
    merge_proposals,
    patient_addresses,
    patient_notes,
    patients,
    possible_duplicates,
    processing_consents,
)
from services.booking.tables import worklist_items

_used = session_cartridges.c.session_id == sessions.c.id
_cartridges = (
    select(session_cartridges)
    .join(sessions, _used)
    .where(sessions.c.patient_id == PERSON)
    .order_by(sessions.c.performed_at, session_cartridges.c.position)
)

_opened = (
    select(*(each for each in emergency_accesses.c if each.name != "note"))
    .where(emergency_accesses.c.patient_id == PERSON)
    .order_by(emergency_accesses.c.opened_at)
)
"""Without the note of the review, which is about the clinician."""

_who = select(*PATIENT_COLUMNS).where(patients.c.id == PERSON)
_merged = select(*PATIENT_COLUMNS).where(patients.c.merged_into == PERSON).order_by(patients.c.id)

PERSONAL = Personal(
    home=select(patients.c.home_clinic_id).where(patients.c.id == PERSON),
    held=(
        Held("patients", "Who you are and how you are reached", _who),
        Held("merged_records", "Records of you that were merged into this one", _merged),
        held_in(processing_consents, "What you agreed to", processing_consents.c.agreed_at),
        held_in(patient_addresses, "Numbers and addresses that you have or had", patient_addresses.c.id),
        held_in(contact_changes, "Numbers and addresses that you asked for", contact_changes.c.id),
        held_in(guardians, "Who decides for you", guardians.c.id),
        held_in(patient_notes, "What the front desk noted", patient_notes.c.id),
        held_in(merge_proposals, "Records that looked like yours", merge_proposals.c.id),
        held_in(possible_duplicates, "Records that looked like yours when you came", possible_duplicates.c.id),
        held_in(care_relationships, "Clinics that you visited", care_relationships.c.opened_at),
        Held("emergency_accesses", "Who opened your record in an emergency", _opened),
        held_in(
            imported_records,
            "Under which name other software knew it",
            imported_records.c.kind,
            imported_records.c.external_id,
        ),
        held_in(import_lines, "Lines of files from other software", import_lines.c.import_id, import_lines.c.line),
        held_in(appointments, "Appointments", appointments.c.starts_at),
        held_in(holds, "Times that are kept for you for some minutes", holds.c.id),
        held_in(attendance_facts, "Late cancellations, no-shows and deposits", attendance_facts.c.at),
        held_in(visit_stations, "When you came, were treated and left", visit_stations.c.noted_at),
        held_in(consults, "What practitioners found", consults.c.completed_at),
        held_in(
            earlier_consults, "What was corrected in it", earlier_consults.c.consult_id, earlier_consults.c.version
        ),
        held_in(clearances, "What screening decided, as the calendar knows it", clearances.c.decided_at),
        held_in(courses, "Courses of treatment", courses.c.planned_at),
        held_in(course_extensions, "Sessions past the protocol's count", course_extensions.c.id),
        held_in(skipped_reviews, "Reviews that were not to take place", skipped_reviews.c.id),
        held_in(course_balances, "Courses that were begun elsewhere", course_balances.c.id),
        held_in(sessions, "Sessions", sessions.c.performed_at),
        Held("session_cartridges", "Cartridges used on you", _cartridges),
        held_in(
            earlier_sessions, "What was corrected in them", earlier_sessions.c.session_id, earlier_sessions.c.version
        ),
        held_in(results_reviews, "Reviews of results", results_reviews.c.reviewed_at),
        held_in(photos, "Photos of you, whose pictures `GET /v1/photos/{photo_id}/file` gives", photos.c.taken_at),
        held_in(
            earlier_results_reviews,
            "What was corrected in these",
            earlier_results_reviews.c.review_id,
            earlier_results_reviews.c.version,
        ),
        held_in(consents, "Treatments that you agreed to", consents.c.id),
        held_in(suspensions, "When sessions were suspended", suspensions.c.suspended_at),
        held_in(follow_ups, "Follow-ups", follow_ups.c.window_from),
        held_in(waitlist_entries, "What you waited for", waitlist_entries.c.since),
        held_in(waitlist_offers, "Times that you were offered", waitlist_offers.c.offered_at),
        held_in(dismissals, "What was put off until a day", dismissals.c.id),
        held_in(worklist_items, "What somebody had to do for you", worklist_items.c.id),
    ),
)
