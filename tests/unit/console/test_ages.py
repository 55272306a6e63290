"""Who is a minor on a day, and what a form's fields are called above it."""

import json
import re
from datetime import date
from pathlib import Path

import pytest

from services.console.pages.ages import ADULT_YEARS, age_on, is_minor
from services.console.pages.labels import LABELS

DAY = date(2027, 3, 2)


@pytest.mark.parametrize(
    ("born", "years"), [("2009-03-02", 18), ("2009-03-03", 17), ("2027-03-02", 0), ("2008-02-29", 19)]
)
def test_who_is_younger_than_18_on_the_day_is_a_minor(born: str, years: int) -> None:
    assert age_on(DAY, born) == years
    assert is_minor(DAY, born) == (years < 18)


def test_it_is_the_age_from_which_the_shipped_consent_documents_ask_no_guardian() -> None:
    for shipped in Path("services/screening/reference/consent-documents").glob("*.json"):
        assert json.loads(shipped.read_text())["content"]["adult_years"]["value"] == ADULT_YEARS


def test_every_field_of_a_session_that_booking_may_refuse_has_a_name_above_the_form() -> None:
    code = Path("services/console/pages/chair/session.py").read_text()
    named = re.findall(r'": "([a-z_]+)(?:-\{\})?"', code.partition("FIELDS")[2].partition("KINDS")[0])
    assert {"depth_mm", "zdepth", "scan"} <= set(named)
    known = {"energy", "power", "pulses", "endpoints", "why_another_number", "why_like_another"}
    assert set(named) - known <= set(LABELS)
