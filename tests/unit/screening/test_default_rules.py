"""The default rule set, row by row. Each line names the outcome, the rule that decides and whose sentence it is."""

import dataclasses
from datetime import date
from typing import Any

import pytest

from contracts.vocabulary import Area, Concern, Modality, Outcome, ScreeningStage
from services.screening.domain.unknown_words import UNKNOWN_WORDS
from tests.unit.screening.factories import RULES, a_plan, codes, decided, known, today_is

CLEARED, CONDITIONS, DEFERRED, REVIEW, DECLINED = Outcome

ANY_DEVICE = [
    # what differs                           outcome      rule   source
    ({"age": 17}, DECLINED, "R01", "S4"),
    ({"age": 21}, REVIEW, "R02", "FDA, microneedling devices"),
    ({"suitable": False}, DECLINED, "R03", "S2"),
    ({"rash_in_area": True}, DEFERRED, "R04", "S4"),
    ({"infection_now": True}, DECLINED, "R05", "SkinPen label"),
    ({"open_or_irritated_skin": True}, DEFERRED, "R06", "SkinPen label"),
    ({"eczema_or_psoriasis": True}, REVIEW, "R07", "SkinPen label"),
    ({"keloid": True}, REVIEW, "R08", "SkinPen label"),
    ({"anticoagulants": True}, REVIEW, "R10", "SkinPen label"),
    ({"scar_under_a_year": True}, REVIEW, "R11", "SkinPen label"),
    ({"scleroderma": True}, REVIEW, "R12", "SkinPen label"),
    ({"poor_healing": True}, REVIEW, "R13", "SkinPen label"),
    ({"acne_treatment": True}, DEFERRED, "R14", "S3"),
    ({"cold_sores_now": True}, DEFERRED, "R15", "jddonline"),
    ({"cold_sores": True}, CONDITIONS, "R16", "jddonline"),
    ({"skin_cancer_in_area": True}, DECLINED, "R18", "SkinPen label"),
    ({"steel_or_nickel_allergy": True}, REVIEW, "R20", "no guideline"),
    ({"anaesthetic_allergy": True}, DECLINED, "R21", "SkinPen label"),
    ({"bleeding_disorder": True}, DECLINED, "R23", "SkinPen label"),
    ({"pregnant_or_nursing": True}, DEFERRED, "R26", "SkinPen label"),
    ({"isotretinoin_now": True}, DEFERRED, "R28", "SkinPen label"),
    ({"isotretinoin_last_dose_on": date(2026, 9, 1)}, DEFERRED, "R29", "InMode"),
    ({"papulopustular_rosacea": True}, REVIEW, "R30", "Dermapen 4 label"),
    ({"severe_acne": True}, REVIEW, "R31", "Dermapen 4 label"),
    ({"warts_or_solar_keratosis": True}, REVIEW, "R32", "Dermapen 4 label"),
    ({"liver_disease": True}, CONDITIONS, "R33", "Dermapen 4 label"),
    ({"pseudocholinesterase_deficiency": True}, CONDITIONS, "R34", "Dermapen 4 label"),
    ({"paba_or_sulphonamide_allergy": True}, CONDITIONS, "R35", "Dermapen 4 label"),
    ({"methaemoglobinaemia": True}, CONDITIONS, "R36", "Dermapen 4 label"),
    ({"methaemoglobin_risk": True}, CONDITIONS, "R37", "Dermapen 4 label"),
    ({"antiarrhythmics": True}, CONDITIONS, "R38", "Dermapen 4 label"),
    ({"immunosuppression": True}, REVIEW, "R41", "SkinPen label"),
    ({"uncontrolled_diabetes": True}, REVIEW, "R42", "SkinPen label"),
    ({"toxin_or_filler_on": date(2026, 11, 14)}, DEFERRED, "R51", "AAD meeting news"),
    ({"cardiac_abnormality": True}, REVIEW, "R57", "SkinPen label"),
    ({"collagen_vascular_disease": True}, REVIEW, "R58", "SkinPen label"),
    ({"contact_dermatitis": True}, REVIEW, "R59", "SkinPen label"),
    ({"chemotherapy": True}, REVIEW, "R60", "clinic pages"),
    ({"suspicious_mole": True}, REVIEW, "R61", "clinic pages"),
    ({"waxing_on": date(2026, 11, 20)}, DEFERRED, "R62", "clinic pages"),
    ({"vaccine_on": date(2026, 11, 20)}, DEFERRED, "R63", "clinic pages"),
    ({"area": Area.INSIDE_ORBITAL_RIM}, DECLINED, "R73", "NCT02646917"),
]

RF_ONLY = [
    ({"pacemaker": True}, DECLINED, "R39", "InMode"),
    ({"metal_in_area": True}, DECLINED, "R40", "clinic pages"),
    ({"uncontrolled_thyroid": True}, REVIEW, "R43", "InMode"),
    ({"tattoo_in_area": True}, DECLINED, "R44", "InMode"),
    ({"area": Area.LIPS}, DECLINED, "R45", "InMode"),
    ({"facial_surgery_on": date(2026, 1, 15)}, DEFERRED, "R46", "InMode"),
    ({"deep_peel_or_dermabrasion_on": date(2026, 9, 30)}, DEFERRED, "R47", "InMode"),
    ({"non_ablative_device_on": date(2026, 11, 2)}, DEFERRED, "R48", "InMode"),
    ({"ablative_laser_on": date(2026, 9, 1)}, DEFERRED, "R49", "InMode"),
    ({"tan_on": date(2026, 11, 10)}, DEFERRED, "R50", "InMode"),
    ({"skin_type": 5}, REVIEW, "R52", "InMode"),
    ({"skin_type": 6}, REVIEW, "R52", "InMode"),
    ({"hormonal_virilisation": True}, REVIEW, "R64", "InMode"),
    ({"fragile_or_very_dry_skin": True}, REVIEW, "R65", "InMode"),
    ({"other_implanted_device": True}, DECLINED, "R66", "copies of the InMode label"),
    ({"implant_in_area": True}, REVIEW, "R67", "copies of the InMode label"),
    ({"any_cancer": True}, REVIEW, "R68", "copies of the InMode label"),
    ({"premalignant_mole": True}, REVIEW, "R69", "copies of the InMode label"),
    ({"serious_organ_disease": True}, REVIEW, "R70", "copies of the InMode label"),
    ({"epilepsy": True}, REVIEW, "R71", "copies of the InMode label"),
    ({"nsaids": True}, CONDITIONS, "R72", "InMode"),
]

BY_LABEL = [
    # device, what differs, outcome, rule, source: sources disagree, each label rules its own device
    ("skinpen", {"cold_sores": True}, REVIEW, "R09", "SkinPen label"),
    ("dermapen-4", {"cold_sores": True}, REVIEW, "R17", "Dermapen 4 label"),
    ("inmode-fractora", {"cold_sores": True}, CONDITIONS, "R16", "InMode"),
    ("skinpen", {"steel_or_nickel_allergy": True}, DECLINED, "R19", "SkinPen label"),
    ("dermapen-4", {"anaesthetic_allergy": True}, CONDITIONS, "R22", "Dermapen 4 label"),
    ("dermapen-4", {"bleeding_disorder": True}, REVIEW, "R24", "Dermapen 4 label"),
    ("inmode-fractora", {"bleeding_disorder": True}, DECLINED, "R25", "InMode"),
    ("inmode-fractora", {"keloid": True}, REVIEW, "R08", "InMode"),
    ("dermapen-4", {"pregnant_or_nursing": True}, CONDITIONS, "R27", "Dermapen 4 label"),
    ("skinpen", {"area": Area.NECK, "skin_type": 1}, REVIEW, "R53", "FDA 510(k) SkinPen"),
    ("exceed", {"concern": Concern.FINE_LINES, "skin_type": 4}, REVIEW, "R54", "FDA 510(k) Exceed"),
    ("exceed", {"concern": Concern.ACNE_SCARS, "skin_type": 5}, REVIEW, "R55", "FDA 510(k) Exceed"),
    ("rejuvapen-nxt", {"area": Area.PERIORBITAL, "skin_type": 5}, REVIEW, "R56", "FDA 510(k) Rejuvapen NXT"),
]

ON_THE_DAY = [
    ({"sunburn": True}, DEFERRED, "R80", "clinic pages"),
    ({"retinoid_or_acid_24h": True}, DEFERRED, "R81", "clinic pages"),
    ({"infection_today": True}, DECLINED, "R82", "SkinPen label"),
    ({"cold_sore_today": True}, DEFERRED, "R83", "jddonline"),
    ({"open_skin_today": True}, DEFERRED, "R84", "SkinPen label"),
    ({"has_conditions": True}, DEFERRED, "R85", "the clearance's own conditions"),
    ({"has_conditions": True, "conditions_met": True}, CONDITIONS, "R87", "the clearance's own conditions"),
    ({"changed_since_declaration": True}, REVIEW, "R86", "S2"),
]


def says(rule: str, source: str) -> bool:
    return any(cited.source.startswith(source) for cited in RULES.rules[rule].sources)


@pytest.mark.parametrize(("different", "outcome", "rule", "source"), ANY_DEVICE)
def test_what_stands_against_needling_with_a_pen(different: Any, outcome: Any, rule: Any, source: Any) -> None:
    decision = decided(known(**different))
    assert decision.outcome is outcome
    assert decision.reasons[0].rule.code == rule
    assert says(rule, source)


@pytest.mark.parametrize(("different", "outcome", "rule", "source"), RF_ONLY)
def test_what_stands_against_rf_does_not_stand_against_a_pen(
    different: Any, outcome: Any, rule: Any, source: Any
) -> None:
    decision = decided(known("inmode-fractora", **different))
    assert decision.outcome is outcome
    assert decision.reasons[0].rule.code == rule
    assert says(rule, source)
    assert rule not in codes(decided(known("exceed", **different)))


@pytest.mark.parametrize(("device", "different", "outcome", "rule", "source"), BY_LABEL)
def test_a_device_is_ruled_by_its_own_label(device: Any, different: Any, outcome: Any, rule: Any, source: Any) -> None:
    decision = decided(known(device, **different))
    assert decision.outcome is outcome
    assert rule in codes(decision)
    assert says(rule, source)


@pytest.mark.parametrize(("different", "outcome", "rule", "source"), ON_THE_DAY)
def test_what_stands_against_a_session_on_the_day(different: Any, outcome: Any, rule: Any, source: Any) -> None:
    decision = decided(today_is(**different), ScreeningStage.DAY_OF)
    assert decision.outcome is outcome
    assert decision.reasons[0].rule.code == rule
    assert says(rule, source)


def test_every_rule_has_a_row_here() -> None:
    rows = [row[-2] for row in (*ANY_DEVICE, *RF_ONLY, *BY_LABEL, *ON_THE_DAY)]
    assert set(rows) == set(RULES.rules) - {rule.code for rule in UNKNOWN_WORDS}


@pytest.mark.parametrize(
    "device", ["skinpen", "dermapen-4", "exceed", "rejuvapen-nxt", "inmode-fractora", "unheard-of"]
)
def test_a_healthy_adult_is_cleared_for_any_device_from_today_for_as_long_as_the_chain_says(device: Any) -> None:
    decision = decided(known(device))
    assert decision.outcome is CLEARED
    assert not decision.reasons
    assert not decision.conditions
    assert decision.eligible_from == date(2026, 11, 21)
    assert decision.valid_until == date(2027, 5, 23)
    assert "policy" in RULES.clearance_days.source


def test_a_quiet_day_clears_that_day_and_no_other() -> None:
    decision = decided(today_is(), ScreeningStage.DAY_OF)
    assert (decision.outcome, decision.eligible_from, decision.valid_until) == (CLEARED, *[date(2026, 11, 21)] * 2)


def test_cold_sores_clear_with_the_antiviral_and_keep_s3s_claim_as_a_disagreement() -> None:
    decision = decided(known("exceed", cold_sores=True))
    assert decision.conditions == (
        "Take the antiviral prophylaxis that your clinician prescribes, for about 1 week, as prescribed.",
    )
    (reason,) = decision.reasons
    assert [(other.source, other.grade) for other in reason.rule.disagreements] == [("S3", "S")]


@pytest.mark.parametrize(
    ("different", "strict"),
    [
        ({"cold_sores": True}, REVIEW),
        ({"pregnant_or_nursing": True}, DEFERRED),
        ({"anaesthetic_allergy": True}, DECLINED),
        ({"steel_or_nickel_allergy": True}, DECLINED),
        ({"age": 21}, REVIEW),
    ],
)
@pytest.mark.parametrize("device", ["some-pen", "some-roller", "some-rf"])
def test_on_a_device_without_a_label_the_strict_sentence_holds(device: Any, different: Any, strict: Any) -> None:
    assert decided(known(device, **different)).outcome is strict


def test_a_pens_label_does_not_cover_it_when_it_is_used_as_something_else() -> None:
    plan = dataclasses.replace(a_plan("dermapen-4"), modality=Modality.ROLLER)
    misused = dataclasses.replace(known(pregnant_or_nursing=True), plan=plan)
    assert decided(misused).outcome is DEFERRED
