"""Examples of the operators' fields, for the documentation."""

from collections.abc import Mapping
from typing import Any

_TYPE, _TOPIC, _KEY = (
    "needlepoint.booking.SessionPerformed.v1",
    "booking.sessions",
    "01938f3e-7b1c-7d7a-9c55-0f6f1b2f4a11",
)
_ERROR, _PLACE = "KeyError", "services.screening.reactions.keep_session:42"
_CORRELATION = "01938f3e-7b1c-7d7a-9c55-0f6f1b2f4a12"
_LETTER = {
    "type": _TYPE,
    "topic": _TOPIC,
    "key": _KEY,
    "status": "failed",
    "reason": "reaction",
    "attempts": 5,
    "error": f"{_ERROR} in keep_session:42",
    "error_type": _ERROR,
    "error_place": _PLACE,
}
_BY_VIEW: Mapping[str, Mapping[str, Any]] = {
    "FlowView": {"name": _TOPIC, "hour": 420, "minutes": 31},
    "LateView": {"kind": "timers", "late": 3},
    "GaugeView": {
        "name": "carrier_down",
        "meaning": "1 while the carrier of a channel does not answer",
        "label": "sms",
        "value": 1.0,
    },
    "TakenView": {"topic": _TOPIC, "partitions": [0, 1, 2], "waiting": 4},
    "WorkerView": {"host": "screening-worker-1", "release": "0.1.0", "silent_seconds": 3},
    "OperationsView": {"service": "screening", "release": "0.1.0", "schema_version": "0023"},
    "PublishedView": {
        "type": _TYPE,
        "topic": _TOPIC,
        "key": _KEY,
        "correlation_id": _CORRELATION,
        "causation_id": None,
    },
    "ComingView": {"kind": "reminder", "attempts": 0},
    "DeliveredView": {"outcome": "handled", "letter_id": None},
    "LetterGroupView": {"type": _ERROR, "place": _PLACE, "types": [_TYPE], "failed": 2, "parked": 5},
    "LetterView": _LETTER,
    "LetterDetailView": {
        **_LETTER,
        "correlation_id": _CORRELATION,
        "causation_id": None,
        "content": {"session_id": _KEY, "performed_at": "2027-03-02T09:00:00Z", "area": "(text)"},
        "content_hidden": True,
    },
    "SettledView": {"type": _TYPE, "topic": _TOPIC, "key": _KEY, "error_type": _ERROR, "outcome": "replayed"},
    "TableChangeView": {"table": "sessions", "added": 1, "changed": 0, "deleted": 0},
    "ReplayEffectView": {"type": _TYPE, "published": ["needlepoint.screening.IntakeRequested.v1"], "error": None},
    "ReplayedView": {"topic": _TOPIC, "key": _KEY, "dry_run": True, "handled": 1, "waiting": 0, "error": None},
    "GroupReplayForm": {"type": _ERROR, "place": _PLACE},
    "LetterDiscardForm": {"reason": "Sent by a test of the importer, for a clinic that does not exist."},
}
EXAMPLES: Mapping[str, Any] = {
    **{f"{view}.{name}": value for view, fields in _BY_VIEW.items() for name, value in fields.items()},
    "correlation_id": _CORRELATION,
    "ids": _KEY,
    "error_type": _ERROR,
    "error_place": _PLACE,
    "topic": _TOPIC,
    "key": _KEY,
}
