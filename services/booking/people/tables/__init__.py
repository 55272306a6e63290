"""Who there is, in the MetaData of all of booking's tables."""

from services.booking.people.tables.addresses import contact_changes, patient_addresses
from services.booking.people.tables.clinics import (
    clinic_closures,
    clinic_settings,
    clinics,
    depth,
    metadata,
    moment,
    opened_holidays,
    opening_hours,
)
from services.booking.people.tables.imports import import_lines, import_parts, imported_records, imports
from services.booking.people.tables.merges import merge_acts, merge_proposals, possible_duplicates
from services.booking.people.tables.patients import (
    PATIENT_COLUMNS,
    care_relationships,
    emergency_accesses,
    guardians,
    patient_notes,
    patients,
    processing_consents,
)
from services.booking.people.tables.practitioners import permissions, practitioners, shifts, unavailabilities

__all__ = [
    "PATIENT_COLUMNS",
    "care_relationships",
    "clinic_closures",
    "clinic_settings",
    "clinics",
    "contact_changes",
    "depth",
    "emergency_accesses",
    "guardians",
    "import_lines",
    "import_parts",
    "imported_records",
    "imports",
    "merge_acts",
    "merge_proposals",
    "metadata",
    "moment",
    "opened_holidays",
    "opening_hours",
    "patient_addresses",
    "patient_notes",
    "patients",
    "permissions",
    "possible_duplicates",
    "practitioners",
    "processing_consents",
    "shifts",
    "unavailabilities",
]
