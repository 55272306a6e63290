"""What is asked of booking about clinics, practitioners and patients."""

from tests.integration.access.calls.call import WHY, Call

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
SOMEBODY = {"given_name": "Rui", "family_name": "Costa", "date_of_birth": "1990-05-04"}
PEOPLE: dict[str, list[Call]] = {
    "open_clinic": [Call("/clinics", body=CLINIC)],
    "list_clinics": [Call("/clinics", hides="{clinic}")],
    "read_clinic": [Call("/clinics/{clinic}")],
    "add_practitioner": [
        Call("/clinics/{clinic}/practitioners", body={"given_name": "A", "family_name": "B", "profession": "nurse"})
    ],
    "rename_practitioner": [
        Call(
            "/clinics/{clinic}/practitioners/{nurse}/rename",
            body={"given_name": "A", "family_name": "C", "profession": "nurse", **WHY},
        )
    ],
    "list_practitioners": [Call("/clinics/{clinic}/practitioners")],
    "read_clinic_settings": [Call("/clinics/{clinic}/settings")],
    "change_clinic_settings": [Call("/clinics/{clinic}/settings", body={"numbing_minutes": 20}, if_match='"99"')],
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
    "list_withdrawn_consents": [
        Call("/processing-consents", hides="{patient}"),
        Call("/processing-consents", query={"clinic_id": "{clinic}"}, hides="{patient}"),
    ],
    "withdraw_processing_consent": [Call("/processing-consents/{agreed}/withdraw", body=WHY)],
    "settle_processing_consent": [Call("/processing-consents/{agreed}/settle", body={"note": "kept by law"})],
    "read_contact_preferences": [Call("/patients/{patient}/contact-preferences")],
    "change_contact_preferences": [
        Call("/patients/{patient}/contact-preferences", body={"marketing": True}, if_match='"99"')
    ],
    "open_care_relationship": [
        Call("/patients/{patient}/care-relationships", body={"clinic_id": "{clinic}", "reason": "visits this clinic"})
    ],
    "list_care_relationships": [Call("/patients/{patient}/care-relationships")],
    "propose_merge": [Call("/patients/{patient}/merge-proposals", body={"into": "{other}", **WHY})],
    "list_merge_proposals": [
        Call("/merge-proposals", hides="{patient}"),
        Call("/merge-proposals", query={"clinic_id": "{clinic}"}, hides="{patient}"),
    ],
    "reject_merge": [Call("/merge-proposals/{proposal}/reject", body=WHY)],
    "withdraw_merge": [Call("/merge-proposals/{proposal}/withdraw", body=WHY)],
    "list_possible_duplicates": [
        Call("/possible-duplicates", hides="{patient}"),
        Call("/possible-duplicates", query={"clinic_id": "{clinic}"}, hides="{patient}"),
    ],
    "confirm_two_people": [Call("/possible-duplicates/{pair}/confirm-two-people", body=WHY)],
    "list_addresses": [Call("/patients/{patient}/addresses")],
    "add_address": [
        Call("/patients/{patient}/addresses", body={"channel": "email", "address": "ines.sousa@example.org"})
    ],
    "order_addresses": [Call("/patients/{patient}/address-order", body={"address_ids": ["{address}", "{further}"]})],
    "prove_address": [Call("/patients/{patient}/addresses/{address}/prove", body={"note": "called her"})],
    "ask_for_proof": [Call("/patients/{patient}/addresses/{address}/ask-for-proof")],
    "end_address": [Call("/patients/{patient}/addresses/{further}/end", body=WHY)],
    "record_guardian": [
        Call("/patients/{patient}/guardians", body={"name": "Ana", "relation": "parent", "phone": "+351912345678"})
    ],
    "list_guardians": [Call("/patients/{patient}/guardians")],
    "amend_guardian": [
        Call(
            "/patients/{patient}/guardians/{guardian}/amend",
            body={"name": "Ana", "relation": "parent", "phone": "+351912345679"} | WHY,
        )
    ],
    "end_guardian": [Call("/patients/{patient}/guardians/{guardian}/end", body=WHY)],
    "write_note": [Call("/patients/{patient}/notes", body={"text": "Calls in the evening"})],
    "list_notes": [Call("/patients/{patient}/notes")],
    "amend_note": [Call("/patients/{patient}/notes/{note}/amend", body={"text": "Calls at noon"})],
    "remove_note": [Call("/patients/{patient}/notes/{note}/remove")],
    "open_in_an_emergency": [
        Call("/patients/{patient}/emergency-accesses", body={"clinic_id": "{clinic}", "reason": "swelling"})
    ],
    "list_emergency_accesses_of_patient": [Call("/patients/{patient}/emergency-accesses")],
    "list_emergency_accesses": [
        Call("/emergency-accesses", hides="{patient}"),
        Call("/emergency-accesses", query={"clinic_id": "{clinic}"}, hides="{patient}"),
    ],
    "review_emergency": [Call("/emergency-accesses/{emergency}/review", body={"note": "it was needed"})],
}
