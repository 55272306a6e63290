"""Who may do what in booking: the scopes of its routes, and one table of roles.

What a patient may do with their own record is apart. A scope about a patient or a clinic is decided where a command
or a query knows which: `work.access.authorize(...)`, and for lists `work.access.reach(...)`.
"""

from typing import Any

from sqlalchemy import ColumnElement

from chassis.access.actors import Role
from chassis.access.policy import Policy, Reach
from chassis.access.rows import within
from chassis.access.scopes import About, Scope
from chassis.worklist.access import WORKLIST_READ, WORKLIST_TAKE

CLINICS_READ = Scope("clinics:read", About.CLINIC)
CLINICS_OPEN = Scope("clinics:open", About.CHAIN)
CLINICS_EDIT = Scope("clinics:edit", About.CLINIC)
"""Change a clinic, and give it rooms, devices and practitioners with what each may do."""
CLOSURES_READ = Scope("closures:read", About.CLINIC)
CLOSURES_EDIT = Scope("closures:edit", About.CLINIC)
"""Say on which days a clinic is closed."""
UNAVAILABILITY_READ = Scope("unavailability:read", About.CLINIC)
"""When practitioners, rooms and devices cannot be booked, and why in a word."""
UNAVAILABILITY_EDIT = Scope("unavailability:edit", About.CLINIC)
"""Enter leave, sickness and repairs; ending something for good takes `clinics:edit` as well."""
SHIFTS_EDIT = Scope("shifts:edit", About.CLINIC)
"""Say when practitioners work at a clinic; who sees unavailabilities sees shifts."""
EQUIPMENT_READ = Scope("equipment:read", About.CLINIC)
"""Rooms, devices, and what a clinic does differently from the chain."""
PRACTITIONERS_READ = Scope("practitioners:read", About.CLINIC)
SLOTS_READ = Scope("slots:read", About.CLINIC)
PROTOCOLS_READ = Scope("protocols:read", About.SHARED)
PATIENTS_REGISTER = Scope("patients:register", About.CLINIC)
PATIENTS_READ = Scope("patients:read", About.PATIENT)
PATIENTS_EDIT = Scope("patients:edit", About.PATIENT)
ADDRESSES_PROVE = Scope("addresses:prove", About.PATIENT)
"""Write down at the clinic that a patient is reached at an address; patients give a code back instead."""
PATIENTS_ERASE = Scope("patients:erase", About.CHAIN)
"""Remove what identifies a patient, in every service, for good."""
PATIENTS_MERGE = Scope("patients:merge", About.PATIENT)
"""Say that two records are of one person."""
MERGES_PROPOSE = Scope("merges:propose", About.PATIENT)
"""Say that two records look like one person's, and take that back: a medical director decides."""
MERGES_READ = Scope("merges:read", About.PATIENT)
"""What was proposed, and what became of it."""
NOTES_READ = Scope("patient-notes:read", About.PATIENT)
"""What the front desk noted about a patient: no health data, not for events."""
NOTES_WRITE = Scope("patient-notes:write", About.PATIENT)
CARE_OPEN = Scope("care:open", About.CLINIC)
"""Say why another clinic's patient comes to one's own clinic."""
CARE_END = Scope("care:end", About.PATIENT)
"""End a visit to another clinic before its time, from either clinic."""
EMERGENCY_OPEN = Scope("emergency-access:open", About.CLINIC)
"""Open another clinic's patient in an emergency, with a reason, for some hours."""
EMERGENCY_READ = Scope("emergency-access:read", About.PATIENT)
"""Who opened which patient in an emergency, of one's own clinics and by one's own clinics."""
EMERGENCY_REVIEW = Scope("emergency-access:review", About.PATIENT)
CONSENTS_SETTLE = Scope("processing-consents:settle", About.PATIENT)
"""See who withdrew a consent to processing, and say what is kept without it."""
CALENDAR_READ = Scope("calendar:read", About.PATIENT)
CALENDAR_WRITE = Scope("calendar:write", About.PATIENT)
"""Book, move and cancel."""
CALENDAR_OVERLAP = Scope("calendar:overlap", About.PATIENT)
"""Book a practitioner or a room although it is taken, with a reason."""
CALENDAR_FEEDS = Scope("calendar-feeds:edit", About.CLINIC)
"""Let calendar programs read a diary, see which do, and end that."""
FOLLOW_UPS_READ = Scope("follow-ups:read", About.PATIENT)
"""What the front desk has to place, and what it waits for."""
CALENDAR_CLOSE = Scope("calendar:close", About.PATIENT)
"""Note that a patient did not come."""
VISITS_READ = Scope("visits:read", About.PATIENT)
"""Who is where at the clinic, and since when."""
VISITS_WRITE = Scope("visits:write", About.PATIENT)
"""Note that a patient arrived, is treated, or left, and put that right."""
ATTENDANCE_POLICY_CHAIN = Scope("attendance-policies:sign", About.CHAIN)
"""Say what the chain agrees with patients about late cancellations, no-shows and deposits."""
ATTENDANCE_POLICY = Scope("attendance-policies:edit", About.CLINIC)
"""The same for one clinic."""
ATTENDANCE_POLICY_READ = Scope("attendance-policies:read", About.CLINIC)
ATTENDANCE_READ = Scope("attendance:read", About.PATIENT)
"""Late cancellations, no-shows and deposits of patients."""
ATTENDANCE_WRITE = Scope("attendance:write", About.PATIENT)
"""Note that something was paid elsewhere."""
ATTENDANCE_WAIVE = Scope("attendance:waive", About.PATIENT)
"""Let a late cancellation, a no-show or a deposit pass, and book for who missed too often, with a reason."""
CARE_READ = Scope("care:read", About.PATIENT)
"""Courses, and what screening decided."""
CARE_WRITE = Scope("care:write", About.PATIENT)
"""Record consults and sessions."""
CARE_ON_BEHALF = Scope("care:on-behalf", About.PATIENT)
"""Record a consult or a session that another practitioner performed, with a reason."""
CARE_OVERRIDE = Scope("care:override", About.PATIENT)
"""Have a session recorded against the rules that only a director may set aside."""
SESSIONS_READ = Scope("sessions:read", About.PATIENT)
"""What was done to a patient."""
PHOTOS_READ = Scope("photos:read", About.PATIENT)
"""Photos before and after, with their pictures."""
PHOTOS_ADD = Scope("photos:add", About.PATIENT)
"""Keep photos of a visit: whoever treats, and patients of their own sessions."""
PHOTOS_WRITE = Scope("photos:write", About.PATIENT)
"""Say what photos may be used for, withdraw them."""
FIGURES_READ = Scope("figures:read", About.CLINIC)
"""How busy clinics are, how long patients wait, and how courses end."""
IMPORTS_READ = Scope("imports:read", About.CLINIC)
"""What became of files from other software, line by line."""
IMPORTS_WRITE = Scope("imports:write", About.CLINIC)
"""Take patients, courses and appointments over from other software."""
IMPORTS_SETTLE = Scope("imports:settle", About.CLINIC)
"""Say what is to become of a line that could not be taken."""
AUDIT_READ = Scope("audit:read", About.CHAIN)

_ANYWHERE = {CLINICS_READ, PRACTITIONERS_READ, SLOTS_READ, PROTOCOLS_READ}
"""What patients see of every clinic."""
_STAFF = {CLINICS_READ, EQUIPMENT_READ, PRACTITIONERS_READ, PROTOCOLS_READ}
_SEEN = {
    *_STAFF,
    CLOSURES_READ,
    UNAVAILABILITY_READ,
    SLOTS_READ,
    PATIENTS_READ,
    CALENDAR_READ,
    FOLLOW_UPS_READ,
    VISITS_READ,
    ATTENDANCE_POLICY_READ,
    ATTENDANCE_READ,
    CARE_READ,
    WORKLIST_READ,
}
_CARE = {
    *_SEEN,
    CARE_OPEN,
    CARE_END,
    CALENDAR_FEEDS,
    CALENDAR_WRITE,
    CALENDAR_CLOSE,
    VISITS_WRITE,
    ATTENDANCE_WRITE,
    MERGES_PROPOSE,
    MERGES_READ,
    NOTES_READ,
    NOTES_WRITE,
    WORKLIST_TAKE,
}

POLICY = Policy(
    roles={
        Role.FRONT_DESK: {
            *_CARE,
            PATIENTS_REGISTER,
            PATIENTS_EDIT,
            ADDRESSES_PROVE,
            CLOSURES_EDIT,
            UNAVAILABILITY_EDIT,
            SHIFTS_EDIT,
            IMPORTS_READ,
            IMPORTS_SETTLE,
        },
        Role.PRACTITIONER: {*_CARE, CARE_WRITE, SESSIONS_READ, PHOTOS_READ, PHOTOS_ADD, PHOTOS_WRITE, EMERGENCY_OPEN},
        Role.MEDICAL_DIRECTOR: {
            *_CARE,
            CLINICS_OPEN,
            CLINICS_EDIT,
            CLOSURES_EDIT,
            UNAVAILABILITY_EDIT,
            SHIFTS_EDIT,
            ATTENDANCE_POLICY_CHAIN,
            ATTENDANCE_POLICY,
            ATTENDANCE_WAIVE,
            PATIENTS_ERASE,
            PATIENTS_MERGE,
            CARE_WRITE,
            CALENDAR_OVERLAP,
            CARE_ON_BEHALF,
            CARE_OVERRIDE,
            EMERGENCY_OPEN,
            EMERGENCY_READ,
            EMERGENCY_REVIEW,
            CONSENTS_SETTLE,
            SESSIONS_READ,
            PHOTOS_READ,
            PHOTOS_ADD,
            PHOTOS_WRITE,
            IMPORTS_READ,
            IMPORTS_WRITE,
            IMPORTS_SETTLE,
            FIGURES_READ,
            AUDIT_READ,
        },
        Role.STOCK_MANAGER: _STAFF,
        Role.OPERATOR: {
            *_STAFF,
            CLINICS_OPEN,
            CLINICS_EDIT,
            CLOSURES_READ,
            CLOSURES_EDIT,
            UNAVAILABILITY_READ,
            UNAVAILABILITY_EDIT,
            SHIFTS_EDIT,
            ATTENDANCE_POLICY_CHAIN,
            ATTENDANCE_POLICY,
            ATTENDANCE_POLICY_READ,
        },
        Role.OWNER: {*_SEEN, SESSIONS_READ, EMERGENCY_READ, IMPORTS_READ, FIGURES_READ, AUDIT_READ},
        Role.AUDITOR: {AUDIT_READ},
        Role.PATIENT: _ANYWHERE,
    },
    own={
        PATIENTS_READ,
        PATIENTS_EDIT,
        CALENDAR_READ,
        CALENDAR_WRITE,
        CARE_READ,
        SESSIONS_READ,
        PHOTOS_READ,
        PHOTOS_ADD,
        ATTENDANCE_READ,
    },
)


def visible(reach: Reach, table: Any) -> ColumnElement[bool]:
    """The condition that a row, which has a patient and a clinic, is one that the caller sees."""
    return within(reach, patient=table.c.patient_id, clinics=[table.c.clinic_id])


def visible_at_any(reach: Reach, table: Any) -> ColumnElement[bool]:
    """The same for a row that has a patient and several clinics: each of them sees it."""
    own = within(reach, patient=table.c.patient_id)
    return own | table.c.clinic_ids.overlap(sorted(reach.clinics)) if reach.clinics else own
