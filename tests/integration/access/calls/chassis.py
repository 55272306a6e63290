"""What is asked of every service: the routes of the chassis."""

from tests.integration.access.calls.call import Call


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
OF_OPERATORS = {
    "read_operations": [Call("/operations")],
    "follow_events": [Call("/operations/events", query={"correlation_id": "none"})],
    "list_deliveries": [Call("/operations/deliveries", query={"ids": "01938f3e-7b1c-7d7a-9c55-0f6f1b2f4a11"})],
    "list_dead_letter_groups": [Call("/dead-letter-groups")],
    "list_dead_letters": [Call("/dead-letters")],
    "list_settled_dead_letters": [Call("/settled-dead-letters")],
    "read_dead_letter": [Call("/dead-letters/1", finds=False)],
    "replay_dead_letter": [Call("/dead-letters/1/replay", body={"dry_run": True})],
    "replay_dead_letter_group": [Call("/dead-letters/replay", body={"type": "", "place": "", "dry_run": True})],
    "discard_dead_letter": [Call("/dead-letters/1/discard", body={"reason": "by nobody"})],
}
