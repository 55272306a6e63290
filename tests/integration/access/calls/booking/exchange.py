"""What is asked of booking about files from other software."""

from tests.integration.access.calls.call import WHY, Call

EXCHANGE: dict[str, list[Call]] = {
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
}
