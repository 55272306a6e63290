"""Example values of notifications' API, for its documentation."""

from collections.abc import Mapping
from typing import Any

EXAMPLES: Mapping[str, Any] = {
    "CallView.by": "ana.reis",
    "CallView.note": "Called: told her what the message says.",
    "CarrierView.failures": 7,
    "CarrierView.reason": "the SMS gateway does not answer",
    "CarrierView.set_up": True,
    "CarrierView.waiting": 42,
    "channel": "sms",
    "ConfirmationForm.code": "042137",
    "explanation": "From now on no more reminders of offers. One confirmation goes back.",
    "key": "policy-messages",
    "language": "pt",
    "language_wanted": "pt",
    "reason": None,
    "says": "What is booked is confirmed at once.",
    "sender": "+351210000000",
    "source": "policy: confirm at once, in writing",
    "status": "sent",
    "subject": "Your appointment",
    "template": "appointment_booked",
    "template_digest": "5d" * 32,
    "template_signature": "dr.costa",
    "template_version": "2026-11",
    "text": "Your appointment at Chiado: Tuesday, 2 March 2027, 09:00.",
    "TextStepView.no_reaction": False,
    "InboundForm.id": "SM9f2c0a",
    "InboundForm.text": "STOP",
    "TextPatientView.given_name": "Marta",
    "TextStepView.by": "ana.reis",
    "TextStepView.note": "Called: she will come at three tomorrow.",
    "TextStepView.what": "settled",
    "TextView.text": "Can I come at three instead?",
    "time_zone": "Europe/Lisbon",
}
