"""Example values of notifications' API, for its documentation."""

from collections.abc import Mapping
from typing import Any

EXAMPLES: Mapping[str, Any] = {
    "channel": "sms",
    "explanation": "From now on no more reminders of offers. One confirmation goes back.",
    "reason": None,
    "sender": "+351210000000",
    "source": "policy: confirm at once, in writing",
    "status": "sent",
    "subject": "Your appointment",
    "template": "appointment_booked",
    "text": "Your appointment at Chiado: Tuesday, 2 March 2027, 09:00.",
    "InboundForm.text": "STOP",
    "time_zone": "Europe/Lisbon",
}
