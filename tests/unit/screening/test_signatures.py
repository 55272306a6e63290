"""Who signs a declaration."""

from datetime import date

import pytest

from services.screening.domain.refusals import GuardianNeeded, StaffNeeded
from services.screening.domain.rule_sets import RuleSet
from services.screening.domain.signatures import Signature, Signer, require_signer
from services.screening.reference import RULE_SETS
from tests.unit.screening.factories import RULES, TODAY, changed, shipped

PATIENT, GUARDIAN = Signature("Inês Sousa", Signer.PATIENT), Signature("Rui Sousa", Signer.GUARDIAN)
STAFF = Signature("Ana Ribeiro", Signer.STAFF)


def signs(signature: Signature, born: date | None, *, rules: RuleSet = RULES, by_the_patient: bool = False) -> None:
    require_signer(rules, signature, born, TODAY, by_the_patient=by_the_patient)


def test_who_is_18_today_signs_and_who_is_18_tomorrow_does_not() -> None:
    signs(PATIENT, date(TODAY.year - 18, TODAY.month, TODAY.day))
    with pytest.raises(GuardianNeeded) as refused:
        signs(PATIENT, date(TODAY.year - 18, TODAY.month, TODAY.day + 1))
    assert refused.value.errors[0].field == "signer"


def test_who_has_no_birthday_on_record_does_not_sign_alone() -> None:
    with pytest.raises(GuardianNeeded):
        signs(PATIENT, None)


@pytest.mark.parametrize("born", [date(1980, 1, 1), date(2015, 1, 1), None])
def test_a_guardian_may_sign_for_anybody(born: date | None) -> None:
    signs(GUARDIAN, born)


def test_the_age_is_a_policy_and_has_a_default() -> None:
    older = RULE_SETS.read(changed({"policies": {"adult_years": {"value": 21}}}))
    with pytest.raises(GuardianNeeded):
        signs(PATIENT, date(TODAY.year - 20, 1, 1), rules=older)
    assert RULE_SETS.read(shipped("rule-sets/2026-11").content.document).policies.adult_from == 18


def test_staff_who_read_it_out_sign_for_an_adult_and_patients_do_not_sign_as_staff() -> None:
    signs(STAFF, date(1980, 1, 1))
    with pytest.raises(StaffNeeded):
        signs(STAFF, date(1980, 1, 1), by_the_patient=True)
    for minor in (date(2015, 1, 1), None):
        with pytest.raises(GuardianNeeded):
            signs(STAFF, minor)
