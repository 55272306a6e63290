"""What is asked of booking about care: from the consult to the review of results."""

from tests.integration.access.calls.call import DAYS, OF_ONE, WHY, Call

PERMISSIONS = "/clinics/{clinic}/practitioners/01938f3e-7b1c-7d7a-9c55-0f6f1b2f4a10/permissions"
STATION = "/appointments/{appointment}/stations/01938f3e-7b1c-7d7a-9c55-0f6f1b2f4a10"
AMENDED = {
    "skin_type": 4,
    "suitable": True,
    "plan": {"concern": "acne_scars", "area": "face", "modality": "pen", "device_model": "skinpen", "depth_mm": "1.5"},
    "reason": "read from another patient's form",
}
CARE: dict[str, list[Call]] = {
    "end_clinic": [Call("/clinics/{clinic}/end", body={"closed_from": "2099-01-01"} | WHY)],
    "preview_clinic_end": [Call("/clinics/{clinic}/end/touched", body={"closed_from": "2099-01-01"} | WHY)],
    "read_clinic_end": [Call("/clinics/{clinic}/end", finds=False)],
    "keep_clinic": [Call("/clinics/{clinic}/end/withdraw", body=WHY)],
    "change_permissions": [Call(PERMISSIONS, body={"permissions": []} | WHY)],
    "preview_permissions": [Call(f"{PERMISSIONS}/touched", body={"permissions": []} | WHY)],
    "list_waiting_plans": [
        Call("/waiting-plans", query={"clinic_id": "{clinic}"}, hides="{patient}"),
        Call("/waiting-plans", hides="{patient}"),
    ],
    "erase_patient": [Call("/patients/{patient}/erase", body={"reason": "asked for in writing"})],
    "merge_patients": [Call("/patients/{patient}/merge", body={"into": "{patient}", "reason": "registered twice"})],
    "list_merges_of_patient": [Call("/patients/{patient}/merges")],
    "read_merge": [Call("/merges/{merge}")],
    "undo_merge": [Call("/merges/{merge}/undo", body=WHY)],
    "list_course_balances": [Call("/course-balances", query={"patient_id": "{patient}"})],
    "end_course_balance": [Call("/course-balances/{balance}/end", body=WHY)],
    "list_worklist": [
        Call("/worklist", query={"patient_id": "{patient}"}, hides="{patient}"),
        Call("/worklist", query={"clinic_id": "{clinic}"}, hides="{patient}"),
        Call("/worklist", hides="{patient}"),
    ],
    "claim_item": [Call("/worklist/{item}/claim")],
    "release_item": [Call("/worklist/{item}/release")],
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
    "correct_outcome": [Call("/appointments/{cancellable}/outcome", body={"outcome": "missed"} | WHY)],
    "dismiss_item": [Call("/dismissals", body={"item_id": "{item}", "until": "2027-12-01"} | WHY)],
    "list_dismissals": [Call("/dismissals", query={"clinic_id": "{clinic}"}, hides="{patient}")],
    "withdraw_dismissal": [Call("/dismissals/{unknown}/withdraw", body=WHY)],
    "read_clinic_day": [Call("/clinics/{clinic}/day", hides="{patient}")],
    "read_stations": [Call("/appointments/{appointment}/stations")],
    "note_station": [Call("/appointments/{appointment}/stations", body={"station": "arrived"})],
    "correct_station": [Call(f"{STATION}/correct", body={"at": "2027-03-01T10:00:00Z"} | WHY)],
    "withdraw_station": [Call(f"{STATION}/withdraw", body=WHY)],
    "stop_course": [Call("/courses/{course}/stop", body=WHY)],
    "resume_course": [Call("/courses/{course}/resume", body=WHY)],
    "extend_course": [Call("/courses/{course}/extensions", body={"kind": "more", "sessions": 1} | WHY)],
    "end_course_extension": [Call("/courses/{course}/extensions/{unknown}/end", body=WHY)],
    "skip_review": [Call("/courses/{course}/skipped-reviews", body=WHY)],
    "unskip_review": [Call("/courses/{course}/skipped-reviews/{unknown}/withdraw", body=WHY)],
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
    "void_consult": [
        Call("/consults/{consult}/void", body={"reason": "another patient", "becomes": "missed"}, if_match='"99"')
    ],
    "read_consult": [Call("/consults/{consult}")],
    "list_consults": [Call("/consults", query={"patient_id": "{patient}"})],
    "record_session": [
        Call(
            "/appointments/{appointment}/session",
            body={"device_id": "{pen}", "area": "face", "depth_mm": "1.5", "cartridges": ["{label}"]},
        )
    ],
    "read_cartridge": [Call("/appointments/{appointment}/cartridge", query={"scan": "{label}", "device_id": "{pen}"})],
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
    "read_waits": [
        Call("/figures/waits", query={**DAYS, "clinic_id": "{clinic}"}, hides="{clinic}"),
        Call("/figures/waits", query=DAYS, hides="{clinic}"),
    ],
    "list_waits": [
        Call("/figures/waits/each", query={**DAYS, "clinic_id": "{clinic}"}, hides="{patient}"),
        Call("/figures/waits/each", query=DAYS, hides="{patient}"),
    ],
    "read_ended_courses": [
        Call("/figures/courses", query={**DAYS, "clinic_id": "{clinic}"}, hides="{clinic}"),
        Call("/figures/courses", query=DAYS, hides="{clinic}"),
    ],
    "list_ended_courses": [
        Call("/figures/courses/ended", query={**DAYS, "clinic_id": "{clinic}"}, hides="{patient}"),
        Call("/figures/courses/ended", query=DAYS, hides="{patient}"),
    ],
}
