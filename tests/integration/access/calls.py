"""The calls of every service, each about one patient and one clinic of a world that was made for them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]


@dataclass(frozen=True)
class Call:
    """A request, with names of the world in braces."""

    path: str
    query: Json = field(default_factory=dict)
    body: Json | None = None
    if_match: str | None = None
    """An old version: who may change it is asked before whether the version is the present one."""
    hides: str | None = None
    """For a list that shows everybody their own: what must not be in it for who may not see it."""
    finds: bool = True
    """False where somebody who may ask finds nothing, as their role shows other rows."""


def filled(what: Any, world: Mapping[str, Any]) -> Any:
    """The same with the world's values in place of the names."""
    if isinstance(what, str):
        whole = world.get(what.strip("{}")) if what.startswith("{") and what.endswith("}") else None
        return whole if isinstance(whole, dict) else what.format_map(world)
    if isinstance(what, dict):
        return {name: filled(value, world) for name, value in what.items()}
    return [filled(each, world) for each in what] if isinstance(what, list) else what


WHY = {"reason": "Seen in person and agreed."}
OF_ONE = {"patient_id": "{patient}", "clinic_id": "{clinic}"}
CLINIC = {
    "name": "Another",
    "address": "1 Main Street",
    "time_zone": "Europe/Lisbon",
    "map_link": "https://maps.example/1",
    "phone": "+351210000000",
    "stock_contact": "stock@clinic.example",
    "hours": [{"weekday": 0, "opens": "09:00", "closes": "18:00"}],
}
REGISTRATION = {
    "given_name": "Rui",
    "family_name": "Costa",
    "date_of_birth": "1990-05-04",
    "home_clinic_id": "{clinic}",
    "phone": "+351912345678",
    "channel": "sms",
}
UNAVAILABILITY = "/clinics/{clinic}/unavailabilities/{unavailability}"
PERMISSIONS = "/clinics/{clinic}/practitioners/01938f3e-7b1c-7d7a-9c55-0f6f1b2f4a10/permissions"
WEEK = {"hours": [{"weekday": 0, "opens": "09:00", "closes": "18:00"}]} | WHY
ONE_SHIFT = "/clinics/{clinic}/shifts/01938f3e-7b1c-7d7a-9c55-0f6f1b2f4a10"
SHIFT = {
    "practitioner_id": "01938f3e-7b1c-7d7a-9c55-0f6f1b2f4a10",
    "first_day": "2027-12-20",
    "hours": [{"weekday": 0, "opens": "09:00", "closes": "18:00"}],
}
AWAY = {
    "resource_kind": "room",
    "resource_id": "01938f3e-7b1c-7d7a-9c55-0f6f1b2f4a10",
    "cause": "works",
    "starts": "2027-12-24",
}
STATION = "/appointments/{appointment}/stations/01938f3e-7b1c-7d7a-9c55-0f6f1b2f4a10"
SOMEBODY = {"given_name": "Rui", "family_name": "Costa", "date_of_birth": "1990-05-04"}
AMENDED = {
    "skin_type": 4,
    "suitable": True,
    "plan": {"concern": "acne_scars", "area": "face", "modality": "pen", "device_model": "skinpen", "depth_mm": "1.5"},
    "reason": "read from another patient's form",
}
BOOKING: dict[str, list[Call]] = {
    "open_clinic": [Call("/clinics", body=CLINIC)],
    "list_clinics": [Call("/clinics", hides="{clinic}")],
    "read_clinic": [Call("/clinics/{clinic}")],
    "change_clinic": [Call("/clinics/{clinic}", body={"name": "Renamed"}, if_match='"99"')],
    "add_room": [Call("/clinics/{clinic}/rooms", body={"name": "Room"})],
    "list_rooms": [Call("/clinics/{clinic}/rooms")],
    "add_device": [Call("/clinics/{clinic}/devices", body={"model": "skinpen", "modality": "pen", "serial": "M-1"})],
    "list_devices": [Call("/clinics/{clinic}/devices")],
    "add_practitioner": [
        Call("/clinics/{clinic}/practitioners", body={"given_name": "A", "family_name": "B", "profession": "nurse"})
    ],
    "change_permissions": [Call(PERMISSIONS, body={"permissions": []} | WHY)],
    "preview_permissions": [Call(f"{PERMISSIONS}/touched", body={"permissions": []} | WHY)],
    "list_practitioners": [Call("/clinics/{clinic}/practitioners")],
    "list_closures": [Call("/clinics/{clinic}/closures")],
    "close_clinic": [Call("/clinics/{clinic}/closures/2027-12-24", body={"reason": "Christmas"})],
    "reopen_clinic": [Call("/clinics/{clinic}/closures/2027-12-25")],
    "preview_closure": [Call("/clinics/{clinic}/closures/2027-12-24/touched", body={"reason": "Christmas"})],
    "list_holidays": [Call("/clinics/{clinic}/holidays")],
    "confirm_holiday": [Call("/clinics/{clinic}/holidays/2027-12-25", body={"open": True})],
    "list_opening_weeks": [Call("/clinics/{clinic}/opening-weeks")],
    "begin_opening_week": [Call("/clinics/{clinic}/opening-weeks/2027-12-24", body=WEEK)],
    "preview_opening_week": [Call("/clinics/{clinic}/opening-weeks/2027-12-24/touched", body=WEEK)],
    "drop_opening_week": [Call("/clinics/{clinic}/opening-weeks/2027-12-27")],
    "list_shifts": [Call("/clinics/{clinic}/shifts")],
    "enter_shift": [Call("/clinics/{clinic}/shifts", body=SHIFT)],
    "preview_shift": [Call("/clinics/{clinic}/shifts/touched", body=SHIFT)],
    "end_shift": [Call(f"{ONE_SHIFT}/end", body={"last_day": "2027-12-24"} | WHY)],
    "withdraw_shift": [Call(f"{ONE_SHIFT}/withdraw", body=WHY)],
    "list_unavailabilities": [Call("/clinics/{clinic}/unavailabilities")],
    "read_unavailability": [Call(UNAVAILABILITY)],
    "enter_unavailability": [Call("/clinics/{clinic}/unavailabilities", body=AWAY)],
    "preview_unavailability": [Call("/clinics/{clinic}/unavailabilities/touched", body=AWAY)],
    "change_unavailability": [
        Call(UNAVAILABILITY, body={"cause": "other", "starts": "2027-12-24"} | WHY, if_match='"99"')
    ],
    "end_unavailability": [Call(f"{UNAVAILABILITY}/end", body=WHY)],
    "withdraw_unavailability": [Call(f"{UNAVAILABILITY}/withdraw", body=WHY)],
    "read_clinic_settings": [Call("/clinics/{clinic}/settings")],
    "change_clinic_settings": [Call("/clinics/{clinic}/settings", body={"numbing_minutes": 20}, if_match='"99"')],
    "list_waiting_plans": [
        Call("/waiting-plans", query={"clinic_id": "{clinic}"}, hides="{patient}"),
        Call("/waiting-plans", hides="{patient}"),
    ],
    "register_patient": [Call("/patients", body=REGISTRATION)],
    "find_patients": [
        Call("/patients", query={"name": "sousa", "clinic_id": "{clinic}"}, hides="{patient}"),
        Call("/patients", query={"phone": "912345678"}, hides="{patient}"),
    ],
    "find_patient_elsewhere": [Call("/patients/elsewhere", query={**SOMEBODY, "clinic_id": "{clinic}"})],
    "list_patient_names": [Call("/patients/names", query={"ids": "{patient}"}, hides="{patient}")],
    "read_patient": [Call("/patients/{patient}")],
    "change_patient": [Call("/patients/{patient}", body={"given_name": "Ana"}, if_match='"99"')],
    "list_contact_changes": [Call("/patients/{patient}/contact-changes")],
    "withdraw_contact_change": [Call("/patients/{patient}/contact-changes/{change}/withdraw")],
    "record_processing_consent": [Call("/patients/{patient}/processing-consents", body={"wording": "privacy-2026-11"})],
    "list_processing_consents": [Call("/patients/{patient}/processing-consents")],
    "erase_patient": [Call("/patients/{patient}/erase", body={"reason": "asked for in writing"})],
    "read_contact_preferences": [Call("/patients/{patient}/contact-preferences")],
    "change_contact_preferences": [
        Call("/patients/{patient}/contact-preferences", body={"marketing": True}, if_match='"99"')
    ],
    "open_care_relationship": [
        Call("/patients/{patient}/care-relationships", body={"clinic_id": "{clinic}", "reason": "visits this clinic"})
    ],
    "list_care_relationships": [Call("/patients/{patient}/care-relationships")],
    "merge_patients": [Call("/patients/{patient}/merge", body={"into": "{patient}", "reason": "registered twice"})],
    "propose_merge": [Call("/patients/{patient}/merge-proposals", body={"into": "{other}", **WHY})],
    "list_merge_proposals": [
        Call("/merge-proposals", hides="{patient}"),
        Call("/merge-proposals", query={"clinic_id": "{clinic}"}, hides="{patient}"),
    ],
    "reject_merge": [Call("/merge-proposals/{proposal}/reject", body=WHY)],
    "withdraw_merge": [Call("/merge-proposals/{proposal}/withdraw", body=WHY)],
    "record_guardian": [
        Call("/patients/{patient}/guardians", body={"name": "Ana", "relation": "parent", "phone": "+351912345678"})
    ],
    "list_guardians": [Call("/patients/{patient}/guardians")],
    "end_guardian": [Call("/patients/{patient}/guardians/{guardian}/end", body=WHY)],
    "write_note": [Call("/patients/{patient}/notes", body={"text": "Calls in the evening"})],
    "list_notes": [Call("/patients/{patient}/notes")],
    "amend_note": [Call("/patients/{patient}/notes/{note}/amend", body={"text": "Calls at noon"})],
    "remove_note": [Call("/patients/{patient}/notes/{note}/remove")],
    "end_care_relationship": [
        Call("/patients/{patient}/care-relationships/{visit}/end", body={"reason": "went home again"})
    ],
    "open_in_an_emergency": [
        Call("/patients/{patient}/emergency-accesses", body={"clinic_id": "{clinic}", "reason": "swelling"})
    ],
    "list_emergency_accesses_of_patient": [Call("/patients/{patient}/emergency-accesses")],
    "list_emergency_accesses": [
        Call("/emergency-accesses", hides="{patient}"),
        Call("/emergency-accesses", query={"clinic_id": "{clinic}"}, hides="{patient}"),
    ],
    "review_emergency": [Call("/emergency-accesses/{emergency}/review", body={"note": "it was needed"})],
    "begin_import": [Call("/imports", body={"clinic_id": "{clinic}", "kind": "patients", "source": "olddesk"})],
    "send_import_part": [Call("/imports/{import}/parts/1")],
    "check_import": [Call("/imports/{import}/check")],
    "apply_import": [Call("/imports/{import}/apply", body={})],
    "discard_import": [Call("/imports/{import}/discard")],
    "list_imports": [
        Call("/imports", hides="{import}"),
        Call("/imports", query={"clinic_id": "{clinic}"}, hides="{import}"),
    ],
    "read_import": [Call("/imports/{import}")],
    "list_import_lines": [Call("/imports/{import}/lines")],
    "settle_import_line": [Call("/imports/{import}/lines/2/settle", body=WHY)],
    "list_course_balances": [Call("/course-balances", query={"patient_id": "{patient}"})],
    "end_course_balance": [Call("/course-balances/{balance}/end", body=WHY)],
    "list_appointments": [
        Call("/appointments", query={"patient_id": "{patient}"}),
        Call("/appointments", query={"clinic_id": "{clinic}"}, hides="{patient}"),
        Call("/appointments", query=OF_ONE),
    ],
    "read_appointment": [Call("/appointments/{appointment}")],
    "list_worklist": [
        Call("/worklist", query={"patient_id": "{patient}"}, hides="{patient}"),
        Call("/worklist", query={"clinic_id": "{clinic}"}, hides="{patient}"),
        Call("/worklist", hides="{patient}"),
    ],
    "claim_item": [Call("/worklist/{item}/claim")],
    "release_item": [Call("/worklist/{item}/release")],
    "note_call": [Call("/appointments/{appointment}/call")],
    "book_appointment": [
        Call(
            "/appointments",
            body={
                **OF_ONE,
                "kind": "consult",
                "practitioner_id": "{nurse}",
                "room_id": "{room}",
                "starts_at": "2027-06-07T10:00:00Z",
            },
        )
    ],
    "move_appointment": [
        Call("/appointments/{appointment}/move", body={"starts_at": "2027-06-07T11:00:00Z"}, if_match='"99"')
    ],
    "preview_move": [Call("/appointments/{appointment}/move/touched", body={"starts_at": "2027-06-07T11:00:00Z"})],
    "swap_appointments": [
        Call(
            "/appointments/{appointment}/swap",
            body={"with_appointment_id": "{cancellable}", "version": 99},
            if_match='"99"',
        )
    ],
    "book_course": [Call("/courses/{course}/appointments", body={"sessions": 1})],
    "propose_course": [Call("/courses/{course}/appointments/proposal", body={})],
    "cancel_appointment": [Call("/appointments/{cancellable}/cancel", body={"reason": "away"})],
    "miss_appointment": [Call("/appointments/{appointment}/miss", body={})],
    "reinstate_appointment": [Call("/appointments/{cancellable}/reinstate", body=WHY)],
    "begin_chain_policy": [Call("/attendance-policies/2099-01-01", body=WHY)],
    "drop_chain_policy": [Call("/attendance-policies/2099-01-01")],
    "list_attendance_policies": [Call("/clinics/{clinic}/attendance-policies")],
    "begin_clinic_policy": [Call("/clinics/{clinic}/attendance-policies/2099-01-01", body=WHY)],
    "drop_clinic_policy": [Call("/clinics/{clinic}/attendance-policies/2099-01-01")],
    "preview_cancellation": [Call("/appointments/{appointment}/cancellation")],
    "read_attendance": [Call("/patients/{patient}/attendance")],
    "list_attendance_facts": [
        Call("/attendance-facts", query={"patient_id": "{patient}"}),
        Call("/attendance-facts", query={"clinic_id": "{clinic}"}, hides="{patient}"),
        Call("/attendance-facts", query=OF_ONE),
    ],
    "waive_fact": [Call("/attendance-facts/{fact}/waive", body=WHY)],
    "note_payment": [Call("/attendance-facts/{fact}/pay", body={"reference": "till 1"})],
    "reopen_fact": [Call("/attendance-facts/{fact}/reopen", body=WHY)],
    "read_clinic_day": [Call("/clinics/{clinic}/day", hides="{patient}")],
    "read_stations": [Call("/appointments/{appointment}/stations")],
    "note_station": [Call("/appointments/{appointment}/stations", body={"station": "arrived"})],
    "correct_station": [Call(f"{STATION}/correct", body={"at": "2027-03-01T10:00:00Z"} | WHY)],
    "withdraw_station": [Call(f"{STATION}/withdraw", body=WHY)],
    "stop_course": [Call("/courses/{course}/stop", body=WHY)],
    "resume_course": [Call("/courses/{course}/resume", body=WHY)],
    "review_results": [
        Call("/appointments/{appointment}/results-review", body={"improvement": "clear", "next_step": "nothing"})
    ],
    "list_results_reviews": [Call("/results-reviews", query={"patient_id": "{patient}"})],
    "join_waitlist": [Call("/waitlist-entries", body={"patient_id": "{patient}", "clinic_ids": ["{clinic}"]})],
    "list_waitlist_entries": [
        Call("/waitlist-entries", query={"clinic_id": "{clinic}"}, hides="{patient}"),
        Call("/waitlist-entries", hides="{patient}"),
    ],
    "read_waitlist_entry": [Call("/waitlist-entries/{waiting}")],
    "change_waitlist_entry": [
        Call("/waitlist-entries/{waiting}/wish", body={"clinic_ids": ["{clinic}"]}, if_match='"99"')
    ],
    "leave_waitlist": [Call("/waitlist-entries/{waiting}/withdraw", body={})],
    "list_waitlist_offers": [
        Call("/waitlist-offers", query={"clinic_id": "{clinic}"}, hides="{patient}"),
        Call("/waitlist-offers", hides="{patient}"),
    ],
    "accept_waitlist_offer": [Call("/waitlist-offers/{offer}/accept", body={})],
    "decline_waitlist_offer": [Call("/waitlist-offers/{offer}/decline", body={})],
    "read_results_review": [Call("/results-reviews/{unknown}", finds=False)],
    "amend_results_review": [
        Call(
            "/results-reviews/{unknown}/amend",
            body={"improvement": "clear", "next_step": "nothing", **WHY},
            if_match='"99"',
        )
    ],
    "void_results_review": [
        Call("/results-reviews/{unknown}/void", body={"becomes": "missed", **WHY}, if_match='"99"')
    ],
    "list_slots": [Call("/slots", query={"clinic_id": "{clinic}", "kind": "consult"})],
    "list_holds": [
        Call("/holds", query={"patient_id": "{patient}"}),
        Call("/holds", query={"clinic_id": "{clinic}"}, hides="{patient}"),
    ],
    "hold_slot": [
        Call(
            "/holds",
            body={
                **OF_ONE,
                "kind": "consult",
                "practitioner_id": "{nurse}",
                "room_id": "{room}",
                "starts_at": "2027-06-07T10:00:00Z",
            },
        )
    ],
    "extend_hold": [Call("/holds/{hold}/extend")],
    "release_hold": [Call("/holds/{hold}")],
    "list_follow_ups": [
        Call("/follow-ups", query={"clinic_id": "{clinic}"}, hides="{patient}"),
        Call("/follow-ups", hides="{patient}"),
    ],
    "complete_consult": [
        Call(
            "/appointments/{appointment}/consult",
            body={
                "skin_type": 3,
                "suitable": True,
                "plan": {
                    "concern": "acne_scars",
                    "area": "face",
                    "modality": "pen",
                    "device_model": "skinpen",
                    "depth_mm": "1.5",
                },
            },
        )
    ],
    "amend_consult": [Call("/consults/{consult}/amend", body=AMENDED, if_match='"99"')],
    "read_consult": [Call("/consults/{consult}")],
    "list_consults": [Call("/consults", query={"patient_id": "{patient}"})],
    "record_session": [
        Call(
            "/appointments/{appointment}/session",
            body={"device_id": "{pen}", "area": "face", "depth_mm": "1.5", "cartridges": ["{label}"]},
        )
    ],
    "list_sessions": [Call("/sessions", query={"patient_id": "{patient}"})],
    "sign_session": [Call("/sessions/{session}/sign", body={})],
    "add_photo": [
        Call(
            "/photos",
            query={
                "session_id": "{session}",
                "stage": "after",
                "area": "face",
                "angle": "front",
                "taken_at": "2027-01-01T10:00:00Z",
            },
        )
    ],
    "list_photos": [Call("/photos", query={"patient_id": "{patient}"})],
    "read_photo": [Call("/photos/{photo}")],
    "read_photo_file": [Call("/photos/{photo}/file")],
    "use_photo": [Call("/photos/{photo}/use", body={"use": "care"})],
    "withdraw_photo": [Call("/photos/{mistaken}/withdraw", body=WHY)],
    "reinstate_photo": [Call("/photos/{mistaken}/reinstate")],
    "read_session": [Call("/sessions/{session}")],
    "amend_session": [
        Call(
            "/sessions/{session}/amend",
            body={"device_id": "{pen}", "area": "face", "depth_mm": "1.5", "anaesthetic_used": True, **WHY},
            if_match='"99"',
        )
    ],
    "void_session": [Call("/sessions/{session}/void", body={"becomes": "missed", **WHY}, if_match='"99"')],
    "list_courses": [Call("/courses", query={"patient_id": "{patient}"})],
    "read_course": [Call("/courses/{course}")],
    "read_protocol_of_course": [Call("/courses/{course}/protocol")],
    "list_protocols": [Call("/protocols")],
    "list_clearances": [Call("/patients/{patient}/clearances")],
    "list_audit": [Call("/audit")],
}
SCREENING: dict[str, list[Call]] = {
    "read_questionnaire": [Call("/questionnaire")],
    "list_intakes": [
        Call("/intakes", query={"patient_id": "{patient}"}, hides="{patient}"),
        Call("/intakes", query={"clinic_id": "{clinic}"}, hides="{patient}"),
        Call("/intakes", hides="{patient}"),
    ],
    "read_intake_questionnaire": [Call("/intakes/{intake}/questionnaire")],
    "read_saved_answers": [Call("/intakes/{intake}/answers")],
    "save_some_answers": [Call("/intakes/{intake}/answers", body={"answers": {"keloid": False}}, if_match='"99"')],
    "sign_declaration": [Call("/intakes/{intake}/signature", body={"name": "Rui Costa"}, if_match='"99"')],
    "read_day_of_questionnaire": [Call("/patients/{patient}/day-of-questionnaire")],
    "read_fhir_questionnaire": [Call("/questionnaires/2026-11/fhir")],
    "draft_fhir_questionnaire": [
        Call("/questionnaires/fhir", query={"version": "ours", "extends": "2026-11"}, body={"resourceType": "Bundle"})
    ],
    "read_fhir_declaration": [Call("/declarations/{declaration}/fhir")],
    "submit_fhir_declaration": [Call("/intakes/{intake}/declaration/fhir", body={"resourceType": "Bundle"})],
    "submit_declaration": [Call("/intakes/{intake}/declaration", body={"answers": "{answers}"})],
    "list_screenings": [
        Call("/screenings", query={"patient_id": "{patient}"}, hides="{patient}"),
        Call("/screenings", query={"clinic_id": "{clinic}"}, hides="{patient}"),
        Call("/screenings", hides="{patient}"),
    ],
    "read_screening": [Call("/screenings/{screening}")],
    "explain_screening": [Call("/screenings/{screening}/explanation")],
    "rerun_screening": [Call("/screenings/{screening}/rerun")],
    "read_effects": [Call("/rule-sets/2026-11/effects", query={"device": "skinpen"})],
    "list_past_decisions": [Call("/rule-sets/2026-11/past-decisions", hides="{patient}")],
    "list_reviews": [
        Call("/reviews", query={"clinic_id": "{clinic}"}, hides="{patient}"),
        Call("/reviews", hides="{patient}"),
    ],
    "review_screening": [
        Call("/screenings/{screening}/review", body={"outcome": "declined", "reason": "Seen in person and agreed."})
    ],
    "check_on_the_day": [Call("/day-of-checks", body={**OF_ONE, "answers": {}})],
    "list_worklist": [
        Call("/worklist", query={"patient_id": "{patient}"}, hides="{patient}"),
        Call("/worklist", query={"clinic_id": "{clinic}"}, hides="{patient}"),
        Call("/worklist", hides="{patient}"),
    ],
    "read_review": [Call("/screenings/{screening}/review")],
    "attach_document": [Call("/screenings/{screening}/attachments", body={"title": "Letter", "reference": "4711"})],
    "propose_ruling": [
        Call("/screenings/{screening}/proposals", body={"outcome": "declined", "reason": "Seen in person and agreed."})
    ],
    "confirm_proposal": [Call("/proposals/{proposal}/confirm")],
    "reject_proposal": [Call("/proposals/{proposal}/reject", body=WHY)],
    "end_the_ruling": [Call("/screenings/{screening}/ruling/end", body=WHY)],
    "keep_the_ruling": [Call("/screenings/{screening}/ruling/keep", body=WHY)],
    "read_review_times": [Call("/clinics/{clinic}/review-times")],
    "edit_review_times": [Call("/clinics/{clinic}/review-times", body={}, if_match='"99"')],
    "claim_item": [Call("/worklist/{item}/claim")],
    "release_item": [Call("/worklist/{item}/release")],
    "list_consent_documents": [Call("/consent-documents")],
    "sign_consent": [
        Call(
            "/patients/{patient}/consents",
            body={
                "document": "pen",
                "version": "2026-11",
                "digest": "0" * 64,
                "language": "en",
                "signatory": "Ana",
                "signature": {"kind": "typed", "value": "Ana"},
                "device": "a tablet",
            },
        )
    ],
    "list_consents": [
        Call("/consents", query={"patient_id": "{patient}"}, hides="{patient}"),
        Call("/consents", query={"clinic_id": "{clinic}"}, hides="{patient}"),
        Call("/consents", hides="{patient}"),
    ],
    "read_consent": [Call("/consents/{consent}")],
    "withdraw_consent": [Call("/consents/{consent}/withdraw", body={"reason": "Changed her mind."})],
    "list_reaction_signs": [Call("/reaction-signs")],
    "report_reaction": [Call("/reactions", body={"patient_id": "{patient}", "signs": ["not_sure"]})],
    "list_reactions": [
        Call("/reactions", query={"patient_id": "{patient}"}, hides="{patient}"),
        Call("/reactions", query={"clinic_id": "{clinic}"}, hides="{patient}"),
        Call("/reactions", hides="{patient}"),
    ],
    "read_reaction": [Call("/reactions/{reaction}")],
    "amend_reaction": [
        Call("/reactions/{reaction}/amend", body={"signs": ["not_sure"], "reason": "Seen in person and agreed."})
    ],
    "withdraw_reaction": [Call("/reactions/{mistaken}/withdraw", body={"reason": "It was another patient's."})],
    "acknowledge_reaction": [Call("/reactions/{reaction}/acknowledge", body={})],
    "decide_reaction": [
        Call("/reactions/{reaction}/decide", body={"decision": "lift", "reason": "Seen in person and agreed."})
    ],
    "record_reaction_outcome": [
        Call("/reactions/{reaction}/outcome", body={"ended_on": "2026-11-23", "scarring": False})
    ],
    "read_reaction_line": [Call("/clinics/{clinic}/reaction-line")],
    "set_reaction_line": [
        Call("/clinics/{clinic}/reaction-line", body={"contacts": [{"name": "Dr Costa"}]}, if_match='"99"')
    ],
    "read_chain_reaction_line": [Call("/reaction-line")],
    "set_chain_reaction_line": [Call("/reaction-line", body={"contacts": [{"name": "Dr Costa"}]}, if_match='"99"')],
}
NOTIFICATIONS: dict[str, list[Call]] = {
    "list_messages": [
        Call("/messages", query={"clinic_id": "{clinic}"}, hides="{patient}"),
        Call("/messages", hides="{patient}"),
    ],
    "read_message": [Call("/messages/{message}", finds=False)],
    "settle_message": [Call("/messages/{message}/settle", body={"note": "Called."}, finds=False)],
    "read_reachability": [Call("/patients/{patient}/reachability")],
    "confirm_contact_change": [Call("/contact-changes/{change}/confirm", body={"code": "000000"})],
    "list_texts": [
        Call("/texts", query={"patient_id": "{patient}"}, hides="{patient}"),
        Call("/texts", query={"clinic_id": "{clinic}"}, hides="{patient}"),
        Call("/texts", hides="{patient}"),
    ],
    "read_text": [Call("/texts/{text}")],
    "settle_text": [Call("/texts/{text}/settle", body={"note": "Called."})],
    "reopen_text": [Call("/texts/{text}/reopen", body={"note": "Nobody called."})],
    "list_worklist": [
        Call("/worklist", query={"clinic_id": "{clinic}"}, hides="{patient}"),
        Call("/worklist", hides="{patient}"),
    ],
    "claim_item": [Call("/worklist/{item}/claim")],
    "release_item": [Call("/worklist/{item}/release")],
    "receive_message": [Call("/inbound", body={"channel": "sms", "sender": "+351912345678", "text": "Hello"})],
}
LEVEL = {"reorder_point": 2, "reorder_quantity": 10}
INVENTORY: dict[str, list[Call]] = {
    "create_product": [Call("/products", body={"gtin": "{gtin}", "name": "Pen", "fits": ["skinpen"]})],
    "list_products": [Call("/products")],
    "check_scanner": [Call("/scan-check")],
    "set_reorder_level": [Call("/clinics/{clinic}/reorder-levels/{gtin}", body=LEVEL, if_match='"99"')],
    "read_reorder_level": [Call("/clinics/{clinic}/reorder-levels/{gtin}")],
    "receive_delivery": [Call("/receipts", body={"clinic_id": "{clinic}", "items": [{"scan": "{label}"}]})],
    "list_receipts": [Call("/receipts", query={"clinic_id": "{clinic}"})],
    "discard": [
        Call(
            "/discards",
            body={
                "clinic_id": "{clinic}",
                "gtin": "{gtin}",
                "lot": "A",
                "quantity": 999,
                "reason": "broken",
            },
        )
    ],
    "list_stock": [Call("/stock", query={"clinic_id": "{clinic}"}), Call("/stock", hides="{clinic}")],
    "read_trace": [Call("/lots/{gtin}/A/trace", hides="{clinic}")],
    "list_lots": [Call("/lots", query={"clinic_id": "{clinic}"})],
    "read_lot": [Call("/lots/{gtin}/A")],
    "list_reservations": [
        Call("/reservations", query={"clinic_id": "{clinic}"}, hides="{clinic}"),
        Call("/reservations", hides="{clinic}"),
        Call("/reservations", query={"appointment_id": "{appointment}"}, hides="{appointment}"),
    ],
    "list_incidents": [
        Call("/incidents", query={"clinic_id": "{clinic}"}, hides="{clinic}"),
        Call("/incidents", hides="{clinic}"),
    ],
    "recall_lot": [Call("/recalls", body={"gtin": "{gtin}", "lot": "R", "reason": "as the maker says"})],
    "list_recalls": [Call("/recalls")],
    "read_recall": [Call("/recalls/{recall}")],
}


def of_reference(kind: str, version: str) -> dict[str, list[Call]]:
    """The calls that every service with reference data has."""
    at = f"/reference/{kind}/{version}"
    draft = {"version": "drafted", "title": "Drafted", "extends": version, "changes": {}}
    whole = {"version": version, "title": "Edited", "content": {}}
    return {
        "list_kinds": [Call("/reference")],
        "list_versions": [Call(f"/reference/{kind}")],
        "read_version": [Call(at)],
        "compare_versions": [Call(f"{at}/diff")],
        "draft_version": [Call(f"/reference/{kind}", body=draft)],
        "edit_draft": [Call(at, body=whole, if_match='"99"')],
        "discard_draft": [Call(at, if_match='"99"')],
        "check_version": [Call(f"{at}/check")],
        "sign_version": [Call(f"{at}/sign", body={"in_force_from": "2000-01-01"})],
        "withdraw_version": [Call("/reference/" + kind + "/none/withdraw", body={"reason": "by mistake"})],
    }


OF_THE_LOG = {
    "list_accesses": [
        Call("/access-log", query={"patient_id": "{patient}"}, hides='"patient_id":"{patient}"'),
        Call("/access-log", query={"clinic_id": "{clinic}"}, hides='"patient_id":"{patient}"'),
        Call("/access-log", hides='"patient_id":"{patient}"'),
    ]
}
OF_PRIVACY = {"read_archive": [Call("/patients/{patient}/archive")]}
OF_EXPORT = {"export_everything": [Call("/export", query={"clinic_id": "{clinic}"})]}
CALLS = {
    "booking": BOOKING | of_reference("protocols", "2026-11") | OF_THE_LOG | OF_PRIVACY | OF_EXPORT,
    "inventory": INVENTORY | OF_THE_LOG | OF_PRIVACY | OF_EXPORT,
    "notifications": NOTIFICATIONS | of_reference("templates", "2026-11") | OF_THE_LOG | OF_PRIVACY | OF_EXPORT,
    "screening": SCREENING | of_reference("rule-sets", "2026-11") | OF_THE_LOG | OF_PRIVACY | OF_EXPORT,
}
