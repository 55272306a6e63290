"""What is asked of screening."""

from tests.integration.access.calls.call import DAYS, OF_ONE, WHY, Call

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
    "list_day_answers": [
        Call("/day-of-answers", query={"patient_id": "{patient}"}, hides="{patient}"),
        Call("/day-of-answers", query={"clinic_id": "{clinic}"}, hides="{patient}"),
        Call("/day-of-answers", hides="{patient}"),
    ],
    "read_day_answers": [Call("/appointments/{session}/day-of-answers")],
    "hand_in_day_answers": [Call("/appointments/{session}/day-of-answers", body={"answers": {}, "asked": "none"})],
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
    "list_proposals": [
        Call("/proposals", query={"clinic_id": "{clinic}"}, hides="{patient}"),
        Call("/proposals", hides="{patient}"),
    ],
    "propose_ruling": [
        Call("/screenings/{screening}/proposals", body={"outcome": "declined", "reason": "Seen in person and agreed."})
    ],
    "ask_about_review": [Call("/screenings/{screening}/questions", body={"question": "When did the cold sore heal?"})],
    "answer_question": [Call("/review-questions/{question}/answer", body={"answer": "In August."})],
    "withdraw_question": [Call("/review-questions/{question}/withdraw")],
    "confirm_proposal": [Call("/proposals/{proposal}/confirm")],
    "reject_proposal": [Call("/proposals/{proposal}/reject", body=WHY)],
    "end_the_ruling": [Call("/screenings/{screening}/ruling/end", body=WHY)],
    "keep_the_ruling": [Call("/screenings/{screening}/ruling/keep", body=WHY)],
    "read_review_times": [Call("/clinics/{clinic}/review-times")],
    "edit_review_times": [Call("/clinics/{clinic}/review-times", body={}, if_match='"99"')],
    "claim_item": [Call("/worklist/{item}/claim")],
    "release_item": [Call("/worklist/{item}/release")],
    "list_consent_documents": [Call("/consent-documents")],
    "list_depth_limits": [
        Call(
            "/depth-limits",
            query={"clinic_id": "{clinic}", "modality": "pen", "device_model": "skinpen", "area": "face"},
        )
    ],
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
    "list_reaction_figures": [
        Call("/figures/reactions", query={**DAYS, "clinic_id": "{clinic}"}, hides="{clinic}"),
        Call("/figures/reactions", query=DAYS, hides="{clinic}"),
    ],
    "list_reacted_sessions": [
        Call("/figures/reactions/sessions", query={**DAYS, "clinic_id": "{clinic}"}, hides="{patient}"),
        Call("/figures/reactions/sessions", query=DAYS, hides="{patient}"),
    ],
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
