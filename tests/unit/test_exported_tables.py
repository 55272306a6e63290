"""Every table of every service is in its export, or named here with the reason why it is not."""

import pytest
from sqlalchemy.sql.visitors import iterate

from chassis.service import Service
from needlepoint.services import SERVICE_NAMES, load

SERVICES = [load(name) for name in SERVICE_NAMES]
DERIVED = "made again from what is exported"
ANOTHERS = "kept from another service's events, which exports it"
HEALTH = "health data leaves screening one person at a time, in the person's own archive"
MINUTES = "kept for minutes"
MERGING = dict.fromkeys(("merges", "merged_rows", "given_back"), "what merges changed of rows that are exported")
NOT_EXPORTED = {
    "booking": MERGING
    | {
        "calendar_changes": "what processes have to read again",
        "calendar_feeds": "who reads which diary with which program",
        "appointment_checks": "asked again within seconds",
        "holds": MINUTES,
        "merge_acts": "who merged two records and why is in the audit log of both",
        "import_lines": "lines of the clinic's own file, deleted with it; what was taken is in imported-records",
        "import_parts": "the clinic's own file, deleted when it was taken",
        "occupations": DERIVED,
    },
    "console": MERGING
    | {
        "appointments": ANOTHERS,
        "changes": "what open pages have to read again",
        "clinics": ANOTHERS,
        "people": ANOTHERS,
        "scan_lists": "what somebody scans and has not sent, for days",
        "sessions": "who is signed in, for hours",
        "unsent_forms": MINUTES,
        "worklist_items": ANOTHERS,
    },
    "inventory": MERGING | {"merged_patients": ANOTHERS},
    "notifications": MERGING
    | {
        "appointments": ANOTHERS,
        "carriers": "which carriers are down now",
        "channel_journal": "the demo's stand-in for gateways",
        "contact_confirmations": "codes that confirm a new number, for minutes",
        "corrected_sessions": ANOTHERS,
        "deliveries": "how often each message was handed to a carrier; what became of it is in messages",
        "digests": "settings, with work addresses; GET /v1/clinics/{clinic_id}/digests says them",
        "early_receipts": "what carriers said of messages that nobody knows yet, for a month; it names nobody",
        "links": "what opens somebody's form or appointment, for days; what a patient was sent is in their archive",
        "open_items": ANOTHERS,
        "reply_options": "what somebody could answer, for a day; what came of it is in opt-out-steps and messages",
        "reply_questions": "what somebody was asked about a text, for a day; it is in the archive of each",
        "staff_languages": "a setting; GET /v1/clinics/{clinic_id}/staff-language says it",
        "texts": "may be about health and about several people; it is in the archive of each",
        "threads": "what front desks noted about texts, which may be of several people; it is in the archive of each",
        "waitlist_offers": ANOTHERS,
        "whatsapp_contacts": "how WhatsApp names people; it is in the archive of each",
        "whatsapp_limits": "what WhatsApp lets the chain's numbers send; GET /v1/carriers says it",
        "whatsapp_templates": "what WhatsApp has said about templates, which it says to whoever asks",
    },
    "screening": MERGING
    | {
        "appointments_ahead": ANOTHERS,
        "care_relationships": ANOTHERS,
        "consults": ANOTHERS,
        "course_plans": ANOTHERS,
        "declarations": HEALTH,
        "emergency_accesses": ANOTHERS,
        "reaction_steps": HEALTH,
        "review_attachments": HEALTH,
        "review_questions": HEALTH,
        "ruling_proposals": HEALTH,
        "treated_sessions": ANOTHERS,
    },
}


def exported_tables(service: Service) -> set[str]:
    return {
        table.name  # type: ignore[attr-defined]  # FROM has tables only
        for sheet in service.export.sheets
        for from_ in sheet.statement.get_final_froms()
        for table in iterate(from_)
        if getattr(table, "name", None) in service.metadata.tables
    }


@pytest.mark.parametrize("service", SERVICES, ids=lambda service: str(service.name))
def test_each_table_is_exported_or_says_why_not(service: Service) -> None:
    left_out = set(service.metadata.tables) - exported_tables(service)
    assert left_out == set(NOT_EXPORTED[service.name])


@pytest.mark.parametrize("service", SERVICES, ids=lambda service: str(service.name))
def test_rows_about_a_patient_go_out_with_a_clinic_and_the_access_log_sees_whom_they_are_about(
    service: Service,
) -> None:
    for sheet in service.export.sheets:
        if "patient_id" in sheet.columns:
            assert sheet.patient is not None, sheet.name
            assert sheet.clinics, f"{sheet.name}: everybody who may export would see every patient"
