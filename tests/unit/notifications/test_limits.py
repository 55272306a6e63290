"""How many messages a day has, and which go out beyond it."""

import pytest

from services.notifications.domain.limits import DailyLimits, SentLately, above_limit, is_code, is_exempt
from services.notifications.store.templates import TEMPLATES
from tests.unit.notifications.shipped import DOCUMENT

LIMITS = DailyLimits(to_patient=3, to_address=5, codes_to_address=2)
SHIPPED = TEMPLATES.read(DOCUMENT)


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        (SentLately(to_patient=2, to_address=4, codes_to_address=9), None),
        (SentLately(to_patient=3, to_address=3, codes_to_address=0), "3 messages went to this patient"),
        (SentLately(to_patient=1, to_address=5, codes_to_address=0), "5 messages went to this address"),
    ],
)
def test_beyond_the_limit_a_message_fails_so_that_somebody_calls(sent: SentLately, words: str | None) -> None:
    found = above_limit(sent, LIMITS, code=False)
    assert (found is None) if words is None else (found is not None and words in found.reason)


def test_codes_are_counted_by_themselves_whoever_asked_for_them() -> None:
    assert above_limit(SentLately(to_patient=9, to_address=9, codes_to_address=1), LIMITS, code=True) is None
    refused = above_limit(SentLately(to_patient=0, to_address=2, codes_to_address=2), LIMITS, code=True)
    assert refused is not None
    assert "2 codes" in refused.reason


def test_what_is_urgent_or_follows_care_goes_out_and_a_code_does_not() -> None:
    exempt = {code for code in SHIPPED.templates if is_exempt(SHIPPED, code)}
    assert {"aftercare_evening", "aftercare_day_1_rf", "screening_deferred", "opt_out_confirmed"} <= exempt
    assert not exempt & {"appointment_moved", "appointment_confirmed", "contact_code", "phone_change_asked"}
    assert [code for code in SHIPPED.templates if is_code(SHIPPED, code)] == ["contact_code"]
