"""Who signs a declaration."""

from datetime import date

import pytest

from services.screening.domain.refusals import GuardianNeeded
from services.screening.domain.signatures import Signature, Signer, require_signer
from services.screening.reference import RULE_SETS
from tests.unit.screening.factories import RULES, TODAY, changed, shipped

PATIENT, GUARDIAN = Signature("Inês Sousa", Signer.PATIENT), Signature("Rui Sousa", Signer.GUARDIAN)


def test_who_is_18_today_signs_and_who_is_18_tomorrow_does_not() -> None:
    require_signer(RULES, PATIENT, date(TODAY.year - 18, TODAY.month, TODAY.day), TODAY)
    with pytest.raises(GuardianNeeded) as refused:
        require_signer(RULES, PATIENT, date(TODAY.year - 18, TODAY.month, TODAY.day + 1), TODAY)
    assert refused.value.errors[0].field == "signer"


def test_who_has_no_birthday_on_record_does_not_sign_alone() -> None:
    with pytest.raises(GuardianNeeded):
        require_signer(RULES, PATIENT, None, TODAY)


@pytest.mark.parametrize("born", [date(1980, 1, 1), date(2015, 1, 1), None])
def test_a_guardian_may_sign_for_anybody(born: date | None) -> None:
    require_signer(RULES, GUARDIAN, born, TODAY)


def test_the_age_is_a_policy_and_has_a_default() -> None:
    older = RULE_SETS.read(changed({"policies": {"adult_years": {"value": 21}}}))
    with pytest.raises(GuardianNeeded):
        require_signer(older, PATIENT, date(TODAY.year - 20, 1, 1), TODAY)
    assert RULE_SETS.read(shipped("rule-sets/2026-11").content.document).policies.adult_from == 18
