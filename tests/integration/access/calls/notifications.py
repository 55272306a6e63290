"""What is asked of notifications."""

from tests.integration.access.calls.call import Call

NOTIFICATIONS: dict[str, list[Call]] = {
    "list_messages": [
        Call("/messages", query={"clinic_id": "{clinic}"}, hides="{patient}"),
        Call("/messages", hides="{patient}"),
    ],
    "read_message": [Call("/messages/{message}", finds=False)],
    "settle_message": [Call("/messages/{message}/settle", body={"note": "Called."}, finds=False)],
    "preview_templates": [Call("/templates/2026-11/preview", of_patient=False)],
    "list_links": [
        Call("/links", query={"patient_id": "{patient}"}, hides="{patient}"),
        Call("/links", query={"clinic_id": "{clinic}"}, hides="{patient}"),
        Call("/links", hides="{patient}"),
    ],
    "end_link": [Call("/links/{link}/end", body={"note": "Not hers."})],
    "replace_link": [Call("/links/{link}/replace", body={"note": "Not hers."})],
    "list_escalations": [
        Call("/escalations", query={"clinic_id": "{clinic}"}, of_patient=False),
        Call("/escalations", of_patient=False, hides="{clinic}"),
    ],
    "read_escalation": [Call("/escalations/{message}", of_patient=False, finds=False)],
    "acknowledge_escalation": [Call("/escalations/{message}/acknowledge", of_patient=False, finds=False)],
    "list_escalation_policies": [Call("/clinics/{clinic}/escalation-policies", of_patient=False)],
    "set_escalation_policy": [
        Call(
            "/clinics/{clinic}/escalation-policies",
            body={"starts_on": "2099-01-01", "lines": []},
            of_patient=False,
        )
    ],
    "take_back_escalation_policy": [
        Call("/clinics/{clinic}/escalation-policies/{message}", of_patient=False, finds=False)
    ],
    "read_carriers": [Call("/carriers")],
    "read_whatsapp_templates": [Call("/whatsapp-templates")],
    "read_reachability": [Call("/patients/{patient}/reachability")],
    "list_opt_outs": [Call("/patients/{patient}/opt-outs")],
    "agree_to_messages": [
        Call("/patients/{patient}/agree", body={"scope": "all", "how": "phone", "note": "Asked for it by phone."})
    ],
    "confirm_appointment": [
        Call("/appointments/{appointment}/confirm", body={"starts_at": "{starts_at}"}, finds=False)
    ],
    "stop_messages": [Call("/patients/{patient}/stop-messages", body={"scope": "marketing"})],
    "resume_messages": [Call("/patients/{patient}/resume-messages")],
    "confirm_address": [
        Call("/patients/{patient}/addresses/confirm", body={"channel": "email", "note": "Called."}),
    ],
    "confirm_contact_change": [Call("/contact-changes/{change}/confirm", body={"code": "000000"})],
    "list_texts": [
        Call("/texts", query={"patient_id": "{patient}"}, hides="{patient}"),
        Call("/texts", query={"clinic_id": "{clinic}"}, hides="{patient}"),
        Call("/texts", hides="{patient}"),
    ],
    "read_text": [Call("/texts/{text}")],
    "read_digests": [Call("/clinics/{clinic}/digests", of_patient=False)],
    "set_digest": [Call("/clinics/{clinic}/digests/desk", body={"recipients": []}, of_patient=False)],
    "read_staff_language": [Call("/clinics/{clinic}/staff-language", of_patient=False)],
    "set_staff_language": [Call("/clinics/{clinic}/staff-language", body={"language": None}, of_patient=False)],
    "read_inbox": [Call("/clinics/{clinic}/inbox", of_patient=False)],
    "list_threads": [
        Call("/threads", query={"patient_id": "{patient}"}, hides="{patient}"),
        Call("/threads", query={"clinic_id": "{clinic}"}, hides="{patient}"),
        Call("/threads", hides="{patient}"),
    ],
    "read_thread": [Call("/threads/{thread}")],
    "list_thread_conversation": [Call("/threads/{thread}/conversation")],
    "assign_thread": [Call("/threads/{thread}/assign", body={"to": None})],
    "preview_reply": [Call("/threads/{thread}/preview", body={"text": "You can come at three."})],
    "reply_in_thread": [Call("/threads/{thread}/reply", body={"text": "You can come at three."})],
    "close_thread": [Call("/threads/{thread}/close", body={"reason": "called", "note": "Called."})],
    "reopen_thread": [Call("/threads/{thread}/reopen", body={"note": "Nobody called."})],
    "attribute_thread": [Call("/threads/{thread}/attribute", body={"patient_id": "{patient}", "note": "She said so."})],
    "settle_text": [Call("/texts/{text}/settle", body={"note": "Called."})],
    "answer_text": [Call("/texts/{text}/answer", body={"text": "You can come at three."})],
    "attribute_text": [Call("/texts/{text}/attribute", body={"patient_id": "{patient}", "note": "She said so."})],
    "list_conversation": [Call("/patients/{patient}/conversation", hides="{patient}")],
    "reopen_text": [Call("/texts/{text}/reopen", body={"note": "Nobody called."})],
    "list_worklist": [
        Call("/worklist", query={"clinic_id": "{clinic}"}, hides="{patient}"),
        Call("/worklist", hides="{patient}"),
    ],
    "claim_item": [Call("/worklist/{item}/claim")],
    "release_item": [Call("/worklist/{item}/release")],
    "receive_message": [Call("/inbound", body={"channel": "sms", "sender": "+351912345678", "text": "Hello"})],
}
