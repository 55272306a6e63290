"""Every rule is accounted for, what would have to be otherwise is true, and a decision comes out the same for ever."""

import dataclasses
import json
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings

from chassis.http.languages import catalogues_of
from services.screening.domain.accounts import STOOD, Account, Standing, accounts
from services.screening.domain.alternatives import MOST_SHOWN, alternatives
from services.screening.domain.changes import ways_out
from services.screening.domain.decisions import Decision, assess, known_to
from services.screening.domain.facts import Detailed, Facts, facts_of
from services.screening.domain.outcomes import SEVERITY, Outcome, ScreeningStage
from services.screening.domain.plain_words import SENTENCES, Decided, for_the_desk, for_the_patient
from services.screening.domain.plans import Finding, FurtherArea
from services.screening.domain.reruns import Kept, differences
from services.screening.domain.rule_sets import RuleSet
from services.screening.reference import RULE_SETS
from tests.unit.screening.factories import CURRENT, RULES, TODAY, changed, codes, decided, known, shipped, today_is
from tests.unit.screening.test_decision_properties import consults

CONSULT, DAY_OF = ScreeningStage.CONSULT, ScreeningStage.DAY_OF


def account(code: str, facts: Facts, stage: ScreeningStage = CONSULT) -> Account:
    return next(each for each in accounts(RULES, stage, facts) if each.code == code)


@given(consults())
def test_every_rule_is_accounted_for_in_every_explanation_exactly_once(facts: Any) -> None:
    found = accounts(RULES, CONSULT, facts)
    assert sorted(each.code for each in found) == sorted(RULES.rules)
    assert {each.code for each in found if each.standing in STOOD} == codes(decided(facts))
    uncertain = {reason.code for reason in decided(facts).reasons if not reason.certain}
    assert {each.code for each in found if each.standing is Standing.MAY_HOLD} == uncertain
    for each in found:
        assert each.why
        assert each.facts or each.standing in (Standing.OTHER_DEVICE, Standing.OTHER_STAGE), each


def test_of_several_areas_a_rule_is_accounted_for_where_it_is_strictest() -> None:
    further = (FurtherArea("lips", Decimal("0.5")),)
    facts = known("inmode-fractora", area="abdomen", plan={"further": further}, keloid="not_sure")
    found = accounts(RULES, CONSULT, facts)
    assert sorted(each.code for each in found) == sorted(RULES.rules)
    assert {each.code for each in found if each.standing in STOOD} == codes(decided(facts)) == {"R08", "R45"}
    assert account("R45", facts).why.endswith("Area: The lips.")
    assert alternatives(RULES, CONSULT, facts, decided(facts))


def test_every_rule_is_accounted_for_on_the_day_as_well() -> None:
    facts = today_is(has_conditions=True, conditions_met=True)
    found = accounts(RULES, DAY_OF, facts)
    assert sorted(each.code for each in found) == sorted(RULES.rules)
    assert account("R87", facts, DAY_OF).standing is Standing.HOLDS
    assert account("R85", facts, DAY_OF).why.startswith("Not met: “Were all conditions of the clearance met")
    assert account("R08", facts, DAY_OF).standing is Standing.OTHER_STAGE


@pytest.mark.parametrize(
    ("device", "answers", "code", "standing", "says"),
    [
        ("exceed", {"keloid": True}, "R08", Standing.HOLDS, "or thick raised scars?” was answered with yes"),
        (
            "exceed",
            {"keloid": "not_sure"},
            "R08",
            Standing.MAY_HOLD,
            "or thick raised scars?” was answered with “not sure”",
        ),
        ("exceed", {}, "R08", Standing.NOT_MET, "or thick raised scars?” was answered with no"),
        ("exceed", {"pacemaker": True}, "R39", Standing.OTHER_DEVICE, "another kind of device"),
        ("dermapen-4", {"anaesthetic_allergy": True}, "R21", Standing.OTHER_DEVICE, "(R22)"),
        ("exceed", {"infection_now": Detailed(True, places=("toenails",))}, "R05", Standing.LIFTED, "does not touch"),
        ("exceed", {}, "R51", Standing.NOT_MET, "Answer no if not in the last months.” was answered with no"),
        ("exceed", {"isotretinoin_last_dose_on": "not_sure"}, "R29", Standing.MAY_HOLD, "“not sure”"),
    ],
)
def test_a_rule_says_where_it_stands_and_because_of_which_fact(
    device: Any, answers: Any, code: Any, standing: Any, says: Any
) -> None:
    found = account(code, known(device, **answers))
    assert found.standing is standing, found
    assert says in found.why


def test_a_wait_that_is_over_says_which_day_was_named_and_since_when_it_is_over() -> None:
    found = account("R51", known(toxin_or_filler_on=date(2026, 11, 3)))
    assert (found.standing, found.over_since) == (Standing.WAIT_OVER, date(2026, 11, 17))
    assert found.why == "Looked at, and over: the wait of 2 weeks after 2026-11-03 ended on 2026-11-17."
    assert found.is_worth_knowing


def test_findings_and_facts_are_named_in_words() -> None:
    found = known(findings=(Finding("lesion", ("nose",)),), age=17)
    assert "“A lesion or a mole that is left out” was recorded in The nose" in account("R116", found).why
    assert "the age is 17" in account("R01", found).why
    elsewhere = account("R118", known(findings=(Finding("active_condition", ("arms",)),)))
    assert elsewhere.why.endswith("was recorded in The arms, which the plan does not touch.")


# what is declared, and what would have to be otherwise
KELOID = "“Do you tend to form keloids or thick raised scars?”"
OTHERWISE = [
    (known(keloid=True), [f"with {KELOID} answered with no: cleared"]),
    (known(toxin_or_filler_on=TODAY), ["from 2026-12-05: cleared"]),
    (known(age=17, device="dermapen-4"), ["from 2027-05-04: cleared"]),
    (known(suitable=False), ["when the practitioner finds the patient suitable: cleared"]),
    (known(plan={"product": "serum", "product_infused": True, "infusion_reasoned": True}), ["no product is carried"]),
    (known(findings=(Finding("infection"),)), ["without the finding “A skin infection”: cleared"]),
    (
        known(keloid=True, anticoagulants=True),
        [f"answered with no and with {KELOID} answered with no: cleared"],
    ),
    (known("inmode-fractora", pacemaker=True), ["?” answered with no", "with Exceed instead of inmode"]),
    (known(infection_now=True), ["?” answered with a place that the plan does not touch: cleared"]),
]


@pytest.mark.parametrize(("facts", "ways"), OTHERWISE)
def test_what_would_have_to_be_otherwise_is_said_with_its_date(facts: Any, ways: Any) -> None:
    found = [each.words for each in alternatives(RULES, CONSULT, facts, decided(facts))]
    for way in ways:
        assert any(way in each for each in found), found


@settings(max_examples=60)
@given(consults())
def test_what_would_have_to_be_otherwise_is_true_and_the_smallest(facts: Any) -> None:
    decision = decided(facts)
    found = alternatives(RULES, CONSULT, facts, decision)
    assert len(found) <= MOST_SHOWN
    for each in found:
        assert SEVERITY[each.outcome] < SEVERITY[decision.outcome]
        for left_out in each.changes:
            fewer = facts
            for change in each.changes:
                fewer = fewer if change is left_out else change.apply(fewer)
            after = assess(RULES, CONSULT, known_to(RULES, fewer))
            assert not isinstance(after, Decision) or SEVERITY[after.outcome] >= SEVERITY[decision.outcome]


@given(consults())
def test_a_single_reason_has_a_way_out_that_is_named_unless_every_other_device_has_a_reason_too(facts: Any) -> None:
    """Skin type and age are as they are: what is left for RF on dark skin is another device, whose label may say no."""
    facts = dataclasses.replace(facts, born=date(TODAY.year - facts.age, 5, 4))
    decision = decided(facts)
    decisive = [reason for reason in decision.reasons if reason.outcome is decision.outcome]
    if len(decisive) == 1 and facts.plan_listed:
        tried = {change.code for change in ways_out(RULES, CONSULT, facts, decisive[0])}
        assert alternatives(RULES, CONSULT, facts, decision) or tried == {"device_model"}, (decisive, tried)


def kept(decision: Decision) -> Kept:
    return Kept(
        outcome=decision.outcome,
        eligible_from=decision.eligible_from,
        valid_until=decision.valid_until,
        grounds=frozenset((reason.code, reason.certain, reason.until) for reason in decision.reasons),
        conditions=decision.conditions,
        limits=decision.limits,
        ruled=False,
        held=False,
    )


def ten_later_versions() -> dict[str, RuleSet]:
    """Versions that reword, remove and change rules: what is in force when the old decision is asked about."""
    versions = {}
    for number in range(1, 11):
        reworded = {code: {"sentence": f"Version {number} of {rule.sentence}"} for code, rule in RULES.rules.items()}
        removed = {"R51": None} if number % 2 else {"R51": {"wait": {"span": {"weeks": number}}}}
        versions[f"our-{number}"] = RULE_SETS.read(changed({"rules": {**reworded, **removed}}))
    return versions


LATER = ten_later_versions()


@settings(max_examples=40)
@given(consults())
def test_running_a_stored_decision_again_gives_the_same_words_after_ten_later_versions(facts: Any) -> None:
    stored = json.loads(json.dumps(facts.stored()))
    decision, before = decided(facts), accounts(RULES, CONSULT, facts)
    again = facts_of(stored)
    rules = RULE_SETS.read(shipped(f"rule-sets/{CURRENT}").content.document)
    assert all(accounts(later, CONSULT, again) != before for later in LATER.values())
    assert accounts(rules, CONSULT, again) == before
    assert differences(kept(decision), decided(again, rules=rules)) == ()
    assert [each.words for each in alternatives(rules, CONSULT, again, decided(again, rules=rules))] == [
        each.words for each in alternatives(RULES, CONSULT, facts, decision)
    ]


@pytest.mark.parametrize("name", sorted(LATER))
def test_a_decision_that_is_run_by_another_version_says_what_differs(name: Any) -> None:
    facts = known(toxin_or_filler_on=TODAY - timedelta(days=8))
    found = differences(kept(decided(facts)), decided(facts, rules=LATER[name]))
    assert bool(found) is (name != "our-2")  # which waits for 2 weeks, as before


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"outcome": Outcome.CLEARED}, "The outcome was cleared and is now deferred."),
        ({"eligible_from": date(2026, 11, 22)}, "The first day was 2026-11-22"),
        ({"grounds": frozenset()}, "comes out now, and the decision does not have it"),
        ({"conditions": ("antiviral_prophylaxis",)}, "The conditions were antiviral_prophylaxis"),
    ],
)
def test_a_stored_decision_that_somebody_altered_does_not_come_out_the_same(changes: Any, says: Any) -> None:
    decision = decided(known(toxin_or_filler_on=TODAY))
    altered = dataclasses.replace(kept(decision), **changes)
    assert says in " ".join(differences(altered, decision))


def test_a_ruling_is_compared_by_its_reasons_alone() -> None:
    decision = decided(known(keloid=True))
    ruled = dataclasses.replace(kept(decision), outcome=Outcome.CLEARED, ruled=True)
    assert differences(ruled, decision) == ()


@pytest.mark.parametrize(
    ("what", "patient", "desk"),
    [
        (Decided(Outcome.CLEARED, TODAY, date(2027, 5, 23)), "This holds until Sunday, 23 May 2027", "may be booked"),
        (Decided(Outcome.DEFERRED, date(2026, 12, 6), None), "Not before Sunday, 6 December 2026", "No session yet."),
        (Decided(Outcome.DEFERRED, None, None), "No day is known yet", "No day is known:"),
        (Decided(Outcome.REVIEW, date(2026, 12, 6), None), "A clinician looks", "Not before Sunday, 6 December 2026"),
        (Decided(Outcome.DECLINED, date(2027, 5, 4), None), "you can declare your health again", "may declare again"),
        (Decided(Outcome.CLEARED, TODAY, None, (date(2026, 11, 17),)), "over since Tuesday, 17 November", "booked"),
    ],
)
def test_patient_and_desk_read_what_they_need(what: Any, patient: Any, desk: Any) -> None:
    assert patient in " ".join(map(str, for_the_patient(what)))
    assert desk in " ".join(map(str, for_the_desk(what)))


@given(consults())
def test_neither_patient_nor_desk_reads_a_rule_or_a_question(facts: Any) -> None:
    decision = decided(facts)
    said = Decided(decision.outcome, decision.eligible_from, decision.valid_until)
    words = " ".join(map(str, (*for_the_patient(said), *for_the_desk(said))))
    assert not any(code in words for code in (*RULES.rules, *RULES.asked(CONSULT)))


def test_everything_that_a_patient_reads_is_translated() -> None:
    portuguese = catalogues_of("services.screening")["pt-PT"]
    assert [sentence for sentence in SENTENCES if sentence not in portuguese] == []
