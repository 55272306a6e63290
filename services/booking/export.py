"""What booking exports: three files that another Needlepoint imports, and every table as it is.

The first three have exactly the columns of an import (docs/import.md), so what one system exports another one takes.
"""

from dataclasses import replace

from sqlalchemy import Table, Text, case, cast, func, literal, null, select, union_all

from chassis.export import Export, Sheet, sheet_of
from services.booking.calendar.domain.appointments import Status
from services.booking.calendar.tables import (
    appointments,
    attendance_facts,
    attendance_policies,
    devices,
    room_capacities,
    rooms,
    visit_stations,
)
from services.booking.care.store.course_balances import IS_OPEN
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
    lots,
    photos,
    results_reviews,
    session_cartridges,
    sessions,
    skipped_reviews,
    suspensions,
    waitlist_entries,
    waitlist_offers,
)
from services.booking.people.store.finding import LIVE
from services.booking.people.store.practitioners import PRACTITIONER_NAME
from services.booking.people.tables import (
    PATIENT_COLUMNS,
    care_relationships,
    clinic_closures,
    clinic_settings,
    clinics,
    contact_changes,
    emergency_accesses,
    guardians,
    imported_records,
    imports,
    merge_proposals,
    opened_holidays,
    opening_hours,
    patient_addresses,
    patient_notes,
    patients,
    permissions,
    possible_duplicates,
    practitioners,
    processing_consents,
    shifts,
    unavailabilities,
)
from services.booking.tables import worklist_items

_HOME = [patients.c.home_clinic_id]


def _of_patients(table: Table) -> Sheet:
    """A table that knows the patient and no clinic: it goes with the home clinic."""
    return sheet_of(table, clinics=_HOME, joined=table.join(patients, patients.c.id == table.c.patient_id))


_marketing = patients.c.marketing & patients.c.opted_out_at.is_(None)
_patients = Sheet(
    "patients",
    select(
        cast(patients.c.id, Text).label("external_id"),
        patients.c.given_name,
        patients.c.family_name,
        patients.c.date_of_birth,
        patients.c.channel,
        patients.c.phone,
        patients.c.email,
        patients.c.language,
        _marketing.label("marketing"),
        case((_marketing, "Needlepoint, exported")).label("marketing_source"),
    ).where(LIVE),
    [patients.c.id],
    {
        "external_id": "the patient's id here",
        "given_name": "as the patient wants to be addressed",
        "family_name": "family name",
        "date_of_birth": "date of birth",
        "channel": "how the patient wants to be reached",
        "phone": "E.164",
        "email": "e-mail address",
        "language": "BCP 47",
        "marketing": "yes: agreed to marketing, and has not opted out since",
        "marketing_source": "where the patient agreed",
    },
    clinics=_HOME,
    patient=patients.c.id,
)

_going = union_all(
    select(
        courses.c.id,
        courses.c.patient_id,
        courses.c.clinic_id,
        courses.c.concern,
        courses.c.area,
        courses.c.modality,
        courses.c.sessions,
        courses.c.performed,
        courses.c.last_session_on,
    ).where(courses.c.stopped_at.is_(None), ~courses.c.replaced),
    select(
        course_balances.c.id,
        course_balances.c.patient_id,
        course_balances.c.clinic_id,
        course_balances.c.concern,
        course_balances.c.area,
        course_balances.c.modality,
        course_balances.c.sessions,
        course_balances.c.performed,
        course_balances.c.last_session_on,
    ).where(IS_OPEN),
).subquery("going")
_courses = Sheet(
    "courses",
    select(
        cast(_going.c.id, Text).label("external_id"),
        cast(_going.c.patient_id, Text).label("patient"),
        _going.c.concern,
        _going.c.area,
        _going.c.modality,
        _going.c.sessions,
        _going.c.performed,
        _going.c.last_session_on,
    ),
    [_going.c.id],
    {
        "external_id": "the id of the course, or of its balance",
        "patient": "the patient's id here",
        "concern": "what the patient comes for",
        "area": "where it is needled",
        "modality": "kind of device",
        "sessions": "planned",
        "performed": "of these",
        "last_session_on": "local day of the last one",
    },
    clinics=[_going.c.clinic_id],
    patient=_going.c.patient_id,
)

_local = func.timezone(clinics.c.time_zone, appointments.c.starts_at)
_appointments = Sheet(
    "appointments",
    select(
        cast(appointments.c.id, Text).label("external_id"),
        cast(appointments.c.patient_id, Text).label("patient"),
        appointments.c.kind,
        func.to_char(_local, "YYYY-MM-DD").label("day"),
        func.to_char(_local, "HH24:MI").label("time"),
        PRACTITIONER_NAME.label("practitioner"),
        rooms.c.name.label("room"),
        devices.c.serial.label("device"),
        cast(appointments.c.course_id, Text).label("course"),
        cast(null(), Text).label("reason"),
    )
    .join(clinics, clinics.c.id == appointments.c.clinic_id)
    .join(practitioners, practitioners.c.id == appointments.c.practitioner_id)
    .join(rooms, rooms.c.id == appointments.c.room_id)
    .outerjoin(devices, devices.c.id == appointments.c.device_id)
    .where(appointments.c.status == literal(Status.BOOKED.value)),
    [appointments.c.id],
    {
        "external_id": "the appointment's id here",
        "patient": "the patient's id here",
        "kind": "consult, session or review",
        "day": "local to the clinic",
        "time": "local to the clinic",
        "practitioner": "by name",
        "room": "by name",
        "device": "by serial number",
        "course": "the id of the course, for sessions and reviews",
        "reason": "empty; for an import, why outside of the protocol's window",
    },
    clinics=[appointments.c.clinic_id],
    patient=appointments.c.patient_id,
)


def _as_it_is(sheet: Sheet, name: str) -> Sheet:
    """A whole table beside the file of the same name that an import takes."""
    return replace(sheet, name=name)


_policies_of_the_chain = replace(
    sheet_of(attendance_policies),
    name="attendance-policies-of-the-chain",
    statement=select(attendance_policies).where(attendance_policies.c.clinic_id.is_(None)),
    clinics=(),
)
_keys = [column.name for column in patients.c if column not in set(PATIENT_COLUMNS)]
_used = session_cartridges.join(sessions, sessions.c.id == session_cartridges.c.session_id)
_capacities = room_capacities.join(rooms, rooms.c.id == room_capacities.c.room_id)
_permitted = permissions.join(practitioners, practitioners.c.id == permissions.c.practitioner_id)
_patients_in_full = sheet_of(patients, clinics=_HOME, patient=patients.c.id, without=_keys)

EXPORT = Export(
    (
        _patients,
        _courses,
        _appointments,
        sheet_of(clinics, clinics=[clinics.c.id]),
        sheet_of(clinic_settings),
        sheet_of(opening_hours),
        sheet_of(clinic_closures),
        sheet_of(opened_holidays),
        sheet_of(practitioners),
        sheet_of(permissions, clinics=[practitioners.c.clinic_id], joined=_permitted),
        sheet_of(shifts),
        sheet_of(rooms),
        sheet_of(room_capacities, clinics=[rooms.c.clinic_id], joined=_capacities),
        sheet_of(devices),
        sheet_of(unavailabilities),
        _as_it_is(_patients_in_full, "patients-in-full"),
        _of_patients(guardians),
        _of_patients(patient_notes),
        _of_patients(processing_consents),
        _of_patients(contact_changes),
        _of_patients(patient_addresses),
        sheet_of(care_relationships),
        sheet_of(emergency_accesses, without=["note"]),
        sheet_of(merge_proposals),
        sheet_of(possible_duplicates),
        sheet_of(imports),
        sheet_of(imported_records),
        _as_it_is(sheet_of(appointments), "appointments-in-full"),
        sheet_of(attendance_policies),
        _policies_of_the_chain,
        sheet_of(attendance_facts),
        sheet_of(visit_stations),
        _of_patients(waitlist_entries),
        sheet_of(waitlist_offers),
        sheet_of(consults),
        _of_patients(earlier_consults),
        sheet_of(clearances),
        sheet_of(suspensions),
        _of_patients(consents),
        _as_it_is(sheet_of(courses), "courses-in-full"),
        sheet_of(course_balances),
        sheet_of(course_extensions),
        sheet_of(skipped_reviews),
        sheet_of(sessions),
        _of_patients(earlier_sessions),
        sheet_of(
            session_cartridges,
            clinics=[sessions.c.clinic_id],
            patient=sessions.c.patient_id,
            joined=_used,
        ),
        sheet_of(results_reviews),
        _of_patients(earlier_results_reviews),
        sheet_of(photos),
        sheet_of(follow_ups),
        sheet_of(lots),
        sheet_of(dismissals),
        sheet_of(worklist_items),
    )
)
