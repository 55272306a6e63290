"""The default rule set, row by row. Each line names the outcome, the rule that decides and whose sentence it is."""

import dataclasses
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from contracts.vocabulary import Modality
from services.screening.domain.outcomes import Outcome, ScreeningStage
from services.screening.domain.plans import Finding
from services.screening.domain.rule_sets import Bearing
from tests.unit.screening.factories import RULES, a_plan, codes, decided, known, today_is

CLEARED, CONDITIONS, DEFERRED, REVIEW, DECLINED = Outcome
INFUSED = {"product": "vitamin_c", "product_infused": True, "infusion_reasoned": True}

ANY_DEVICE = [
    # what differs                           outcome      rule   source
    ({"age": 17}, DECLINED, "R01", "s4"),
    ({"age": 21}, REVIEW, "R02", "fda-microneedling-devices"),
    ({"suitable": False}, DECLINED, "R03", "s2"),
    ({"rash_in_area": True}, DEFERRED, "R04", "s4"),
    ({"infection_now": True}, DECLINED, "R05", "skinpen-label"),
    ({"open_or_irritated_skin": True}, DEFERRED, "R06", "skinpen-label"),
    ({"eczema_or_psoriasis": True}, REVIEW, "R07", "skinpen-label"),
    ({"keloid": True}, REVIEW, "R08", "skinpen-label"),
    ({"anticoagulants": True}, REVIEW, "R10", "skinpen-label"),
    ({"scar_under_a_year": True}, REVIEW, "R11", "skinpen-label"),
    ({"scleroderma": True}, REVIEW, "R12", "skinpen-label"),
    ({"poor_healing": True}, REVIEW, "R13", "skinpen-label"),
    ({"acne_treatment": True}, DEFERRED, "R14", "s3"),
    ({"cold_sores_now": True}, DEFERRED, "R15", "jddonline"),
    ({"cold_sores": True}, CONDITIONS, "R16", "jddonline"),
    ({"skin_cancer_in_area": True}, DECLINED, "R18", "skinpen-label"),
    ({"steel_or_nickel_allergy": True}, REVIEW, "R20", "nickel-in-needles"),
    ({"anaesthetic_allergy": True}, DECLINED, "R21", "skinpen-label"),
    ({"bleeding_disorder": True}, DECLINED, "R23", "skinpen-label"),
    ({"pregnant_or_nursing": True}, DEFERRED, "R26", "skinpen-label"),
    ({"isotretinoin_now": True}, DEFERRED, "R28", "skinpen-label"),
    ({"isotretinoin_last_dose_on": date(2026, 9, 1)}, DEFERRED, "R29", "inmode-fractora-label"),
    ({"papulopustular_rosacea": True}, REVIEW, "R30", "dermapen-4-manual"),
    ({"severe_acne": True}, REVIEW, "R31", "dermapen-4-manual"),
    ({"warts_or_solar_keratosis": True}, REVIEW, "R32", "dermapen-4-manual"),
    ({"liver_disease": True}, CONDITIONS, "R33", "dermapen-4-manual"),
    ({"pseudocholinesterase_deficiency": True}, CONDITIONS, "R34", "dermapen-4-manual"),
    ({"paba_or_sulphonamide_allergy": True}, CONDITIONS, "R35", "dermapen-4-manual"),
    ({"methaemoglobinaemia": True}, CONDITIONS, "R36", "dermapen-4-manual"),
    ({"methaemoglobin_risk": True}, CONDITIONS, "R37", "dermapen-4-manual"),
    ({"antiarrhythmics": True}, CONDITIONS, "R38", "dermapen-4-manual"),
    ({"immunosuppression": True}, REVIEW, "R41", "skinpen-label"),
    ({"uncontrolled_diabetes": True}, REVIEW, "R42", "skinpen-label"),
    ({"toxin_or_filler_on": date(2026, 11, 14)}, DEFERRED, "R51", "aad-meeting-news"),
    ({"cardiac_abnormality": True}, REVIEW, "R57", "skinpen-label"),
    ({"collagen_vascular_disease": True}, REVIEW, "R58", "skinpen-label"),
    ({"contact_dermatitis": True}, REVIEW, "R59", "skinpen-label"),
    ({"chemotherapy": True}, REVIEW, "R60", "clinic-pages"),
    ({"suspicious_mole": True}, REVIEW, "R61", "clinic-pages"),
    ({"waxing_on": date(2026, 11, 20)}, DEFERRED, "R62", "clinic-pages"),
    ({"vaccine_on": date(2026, 11, 20)}, DEFERRED, "R63", "clinic-pages"),
    ({"area": "inside_orbital_rim"}, DECLINED, "R73", "nct02646917"),
    ({"area": "scalp"}, REVIEW, "R88", "policy"),
    ({"concern": "hair_loss"}, REVIEW, "R88", "policy"),
    ({"unusual_reaction": True}, REVIEW, "R101", "chu-2021"),
    ({"last_needling_on": date(2026, 11, 1)}, DEFERRED, "R102", "s4"),
    ({"light_peel_on": date(2026, 11, 1)}, REVIEW, "R107", "policy"),
    ({"other_surgery_on": date(2026, 3, 1)}, REVIEW, "R108", "policy"),
    ({"plan": {"depth_mm": Decimal("2.0")}}, CONDITIONS, "R109", "policy"),
    ({"plan": INFUSED}, CONDITIONS, "R110", "friedmann-2024"),
    ({"plan": {**INFUSED, "infusion_reasoned": None}}, REVIEW, "R111", "soltani-arabshahi-2014"),
    ({"plan": {"cream": True, "cream_percent": Decimal("7")}}, CONDITIONS, "R113", "fda-lidocaine-2024"),
    ({"plan": {"cream": True, "cream_wrapped": True}}, CONDITIONS, "R114", "fda-lidocaine-2024"),
    ({"plan": {"cream": True}, "area": "thighs"}, CONDITIONS, "R115", "fda-lidocaine-2024"),
    ({"findings": (Finding("lesion", ("nose",)),)}, CONDITIONS, "R116", "policy"),
    ({"findings": (Finding("suspicious_lesion"),)}, REVIEW, "R117", "clinic-pages"),
    ({"findings": (Finding("active_condition", ("cheeks",)),)}, DEFERRED, "R118", "s4"),
    ({"findings": (Finding("infection"),)}, DECLINED, "R119", "skinpen-label"),
    ({"findings": (Finding("open_skin", ("lips",)),)}, DEFERRED, "R120", "skinpen-label"),
    ({"findings": (Finding("pigment_tendency"),)}, CONDITIONS, "R121", "chu-2021"),
    ({"isotretinoin_now": True, "isotretinoin_last_dose_on": date(2025, 1, 1)}, REVIEW, "R124", "policy"),
    ({"sex": "male", "pregnant_or_nursing": True}, REVIEW, "R125", "policy"),
    ({"cold_sores": True, "antiviral_prophylaxis_on": date(2026, 11, 19)}, CONDITIONS, "R100", "jddonline"),
]

NOT_BY_RF = [
    ({"facial_surgery_on": date(2026, 1, 15)}, REVIEW, "R103", "policy"),
    ({"deep_peel_or_dermabrasion_on": date(2026, 9, 30)}, REVIEW, "R104", "policy"),
    ({"non_ablative_device_on": date(2026, 11, 2)}, REVIEW, "R105", "policy"),
    ({"ablative_laser_on": date(2026, 9, 1)}, REVIEW, "R106", "skinpen-label"),
]

RF_ONLY = [
    ({"pacemaker": True}, DECLINED, "R39", "inmode-fractora-label"),
    ({"metal_in_area": True}, DECLINED, "R40", "clinic-pages"),
    ({"uncontrolled_thyroid": True}, REVIEW, "R43", "inmode-fractora-label"),
    ({"tattoo_in_area": True}, DECLINED, "R44", "inmode-fractora-label"),
    ({"area": "lips"}, DECLINED, "R45", "inmode-fractora-label"),
    ({"facial_surgery_on": date(2026, 1, 15)}, DEFERRED, "R46", "inmode-fractora-label"),
    ({"deep_peel_or_dermabrasion_on": date(2026, 9, 30)}, DEFERRED, "R47", "inmode-fractora-label"),
    ({"non_ablative_device_on": date(2026, 11, 2)}, DEFERRED, "R48", "inmode-fractora-label"),
    ({"ablative_laser_on": date(2026, 9, 1)}, DEFERRED, "R49", "inmode-fractora-label"),
    ({"tan_on": date(2026, 11, 10)}, DEFERRED, "R50", "inmode-fractora-label"),
    ({"skin_type": 5}, REVIEW, "R52", "inmode-fractora-label"),
    ({"skin_type": 6}, REVIEW, "R52", "inmode-fractora-label"),
    ({"hormonal_virilisation": True}, REVIEW, "R64", "inmode-fractora-label"),
    ({"fragile_or_very_dry_skin": True}, REVIEW, "R65", "inmode-fractora-label"),
    ({"other_implanted_device": True}, DECLINED, "R66", "inmode-label-copies"),
    ({"implant_in_area": True}, REVIEW, "R67", "inmode-label-copies"),
    ({"any_cancer": True}, REVIEW, "R68", "inmode-label-copies"),
    ({"premalignant_mole": True}, REVIEW, "R69", "inmode-label-copies"),
    ({"serious_organ_disease": True}, REVIEW, "R70", "inmode-label-copies"),
    ({"epilepsy": True}, REVIEW, "R71", "inmode-label-copies"),
    ({"nsaids": True}, CONDITIONS, "R72", "inmode-fractora-label"),
    ({"findings": (Finding("pigment_tendency"),)}, REVIEW, "R122", "fda-rf-notice-2025"),
    ({"findings": (Finding("hair_bearing"),)}, REVIEW, "R123", "inmode-fractora-label"),
]

BY_LABEL = [
    # device, what differs, outcome, rule, source: sources disagree, each label rules its own device
    ("skinpen", {"cold_sores": True}, REVIEW, "R09", "skinpen-label"),
    ("dermapen-4", {"cold_sores": True}, REVIEW, "R17", "dermapen-4-manual"),
    ("inmode-fractora", {"cold_sores": True}, CONDITIONS, "R16", "inmode-fractora-label"),
    ("skinpen", {"steel_or_nickel_allergy": True}, DECLINED, "R19", "skinpen-label"),
    ("dermapen-4", {"anaesthetic_allergy": True}, CONDITIONS, "R22", "dermapen-4-manual"),
    ("dermapen-4", {"bleeding_disorder": True}, REVIEW, "R24", "dermapen-4-manual"),
    ("inmode-fractora", {"bleeding_disorder": True}, DECLINED, "R25", "inmode-fractora-label"),
    ("inmode-fractora", {"keloid": True}, REVIEW, "R08", "inmode-fractora-label"),
    ("dermapen-4", {"pregnant_or_nursing": True}, REVIEW, "R27", "dermapen-4-manual"),
    ("skinpen", {"area": "neck", "skin_type": 1}, REVIEW, "R53", "fda-510k-skinpen"),
    ("exceed", {"concern": "fine_lines", "skin_type": 4}, REVIEW, "R54", "fda-510k-exceed"),
    ("exceed", {"concern": "acne_scars", "skin_type": 5}, REVIEW, "R55", "fda-510k-exceed"),
    ("skinpen", {"plan": INFUSED}, REVIEW, "R112", "skinpen-label"),
    ("rejuvapen-nxt", {"area": "periorbital", "skin_type": 5}, REVIEW, "R56", "fda-510k-rejuvapen-nxt"),
]

ON_THE_DAY = [
    ({"sunburn": True}, DEFERRED, "R80", "clinic-pages"),
    ({"retinoid_or_acid_24h": True}, DEFERRED, "R81", "clinic-pages"),
    ({"infection_today": True}, DECLINED, "R82", "skinpen-label"),
    ({"cold_sore_today": True}, DEFERRED, "R83", "jddonline"),
    ({"open_skin_today": True}, DEFERRED, "R84", "skinpen-label"),
    ({"has_conditions": True}, DEFERRED, "R85", "policy"),
    ({"has_conditions": True, "conditions_met": True}, CONDITIONS, "R87", "policy"),
    ({"changed_since_declaration": True}, REVIEW, "R86", "s2"),
]


def says(rule: str, source: str) -> bool:
    return source in RULES.rules[rule].sources


@pytest.mark.parametrize(("different", "outcome", "rule", "source"), ANY_DEVICE)
def test_what_stands_against_needling_with_a_pen(different: Any, outcome: Any, rule: Any, source: Any) -> None:
    decision = decided(known(**different))
    assert decision.outcome is outcome
    assert decision.reasons[0].code == rule
    assert says(rule, source)


@pytest.mark.parametrize(("different", "outcome", "rule", "source"), RF_ONLY)
def test_what_stands_against_rf_does_not_stand_against_a_pen(
    different: Any, outcome: Any, rule: Any, source: Any
) -> None:
    decision = decided(known("inmode-fractora", **different))
    assert decision.outcome is outcome
    assert decision.reasons[0].code == rule
    assert says(rule, source)
    assert rule not in codes(decided(known("exceed", **different)))


@pytest.mark.parametrize("device", ["exceed", "some-roller"])
@pytest.mark.parametrize(("different", "outcome", "rule", "source"), NOT_BY_RF)
def test_after_peel_laser_or_surgery_a_clinician_decides_for_a_pen_or_a_roller(
    device: Any, different: Any, outcome: Any, rule: Any, source: Any
) -> None:
    decision = decided(known(device, **different))
    assert (decision.outcome, decision.reasons[0].code) == (outcome, rule)
    assert says(rule, source)
    assert rule not in codes(decided(known("inmode-fractora", **different)))


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
    assert decision.reasons[0].code == rule
    assert says(rule, source)


def test_every_rule_has_a_row_here() -> None:
    rows = [row[-2] for row in (*ANY_DEVICE, *RF_ONLY, *NOT_BY_RF, *BY_LABEL, *ON_THE_DAY)]
    assert set(rows) == set(RULES.rules)


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


def test_a_quiet_day_clears_that_day_and_no_other() -> None:
    decision = decided(today_is(), ScreeningStage.DAY_OF)
    assert (decision.outcome, decision.eligible_from, decision.valid_until) == (CLEARED, *[date(2026, 11, 21)] * 2)


def test_cold_sores_clear_with_the_antiviral_and_keep_s3s_claim_as_a_disagreement() -> None:
    decision = decided(known("exceed", cold_sores=True))
    assert decision.conditions == ("antiviral_prophylaxis",)
    assert "antiviral" in RULES.conditions["antiviral_prophylaxis"]
    (reason,) = [each for each in decision.reasons if each.code == "R16"]
    assert list(reason.rule.disagreements) == ["s3"]


@pytest.mark.parametrize(
    ("different", "strict"),
    [
        ({"cold_sores": True}, REVIEW),
        ({"pregnant_or_nursing": True}, REVIEW),
        ({"anaesthetic_allergy": True}, DECLINED),
        ({"steel_or_nickel_allergy": True}, DECLINED),
        ({"age": 21}, REVIEW),
    ],
)
def test_on_a_pen_without_a_label_the_strictest_label_of_a_pen_holds(different: Any, strict: Any) -> None:
    assert decided(known("some-pen", **different)).outcome is strict


@pytest.mark.parametrize("device", ["some-roller", "some-rf", "inmode-fractora"])
def test_the_age_on_pens_labels_says_nothing_about_another_kind_of_device(device: Any) -> None:
    assert decided(known(device, age=20)).outcome is CLEARED


@pytest.mark.parametrize(
    ("different", "outcome"),
    [
        ({"pregnant_or_nursing": True}, DEFERRED),
        ({"skin_cancer_in_area": True}, DECLINED),
        ({"eczema_or_psoriasis": True}, REVIEW),
    ],
)
def test_a_precaution_holds_for_a_roller_which_has_no_label_and_says_that_it_is_one(
    different: Any, outcome: Any
) -> None:
    facts = known("some-roller", **different)
    decision = decided(facts)
    assert decision.outcome is outcome
    assert facts.plan is not None
    assert RULES.bearing(decision.reasons[0].code, facts.plan) is Bearing.PRECAUTION


def test_a_pens_label_does_not_cover_it_when_it_is_used_as_something_else() -> None:
    plan = dataclasses.replace(a_plan("dermapen-4"), modality=Modality.ROLLER)
    misused = dataclasses.replace(known(pregnant_or_nursing=True), plan=plan)
    assert decided(misused).outcome is DEFERRED
