"""From the declaration and the consult to a decision."""

from datetime import UTC, date, datetime, timedelta
from itertools import permutations
from typing import Any

import pytest

from chassis.access.actors import Role
from chassis.ids import new_id
from contracts.booking.patients import PatientChanged
from contracts.vocabulary import Modality, Outcome, ScreeningStage
from services.screening.app import service
from services.screening.domain.outcomes import ScreeningStage as Stage
from tests.integration.screening.patients import Patient, clinic_opened, consulted, details, registered
from tests.support.fixtures import RunService
from tests.support.running import Running
from tests.unit.screening.factories import healthy


async def test_who_registers_is_asked_for_the_declaration_once(patient: Patient) -> None:
    await patient.registers()
    (request,) = await patient.requests()
    assert request.clinic_id == patient.clinic_id
    assert request.intake_id == await patient.intake()


async def test_cold_sores_are_cleared_with_the_antiviral_first_and_the_rule_is_cited(patient: Patient) -> None:
    await patient.registers()
    await patient.declares(cold_sores=True)
    await patient.is_consulted()
    decided = await patient.decided()
    assert decided.outcome is Outcome.CLEARED_WITH_CONDITIONS
    assert (decided.stage, decided.reasons, decided.conditions) == (ScreeningStage.CONSULT, ("R16",), 1)
    assert (decided.eligible_from, decided.valid_until) == (date(2026, 11, 23), date(2027, 5, 25))
    explained = await patient.explained()
    assert "antiviral" in explained["conditions"][0]
    (reason,) = explained["reasons"]
    assert reason["decisive"]
    assert ("jddonline", "B") in [(each["key"], each["grade"]) for each in reason["sources"]]
    assert reason["disagreements"][0]["key"] == "s3"


async def test_who_is_on_isotretinoin_may_come_six_months_after_the_last_dose(patient: Patient) -> None:
    await patient.registers()
    await patient.declares(isotretinoin_now=True, isotretinoin_last_dose_on=date(2026, 12, 1))
    await patient.is_consulted()
    decided = await patient.decided()
    assert (decided.outcome, decided.eligible_from) == (Outcome.DEFERRED, date(2027, 6, 1))


async def test_who_does_not_know_when_isotretinoin_ends_is_deferred_without_a_day_and_informed(
    patient: Patient,
) -> None:
    await patient.registers()
    await patient.declares(isotretinoin_now=True)
    await patient.is_consulted()
    decided = await patient.decided()
    assert (decided.outcome, decided.eligible_from) == (Outcome.DEFERRED, None)
    assert "No day is known" in (await patient.explained())["notes"][0]


async def test_a_patient_of_17_is_declined(patient: Patient) -> None:
    await patient.registers(born=date(2008, 11, 24))
    await patient.declares()
    await patient.is_consulted()
    decided = await patient.decided()
    assert (decided.outcome, decided.reasons[0], decided.valid_until) == (Outcome.DECLINED, "R01", None)


async def test_the_birthday_is_counted_in_the_clinics_own_day(screening: Running) -> None:
    """Monday 09:00 UTC is Monday in Lisbon, but on Kiritimati (UTC+14) it is Monday 23:00; an hour later, Tuesday."""
    here, there = Patient(screening), Patient(screening)
    for who, zone in ((here, "Europe/Lisbon"), (there, "Pacific/Kiritimati")):
        await who.registers(born=date(2008, 11, 24), zone=zone)
        await who.declares()
    screening.clock.set(datetime(2026, 11, 23, 10, 30, tzinfo=UTC))
    for who in (here, there):
        await who.is_consulted(device="dermapen-4")
    assert (await here.decided()).outcome is Outcome.DECLINED
    assert (await there.decided()).outcome is Outcome.CLEARED
    assert (await there.decided()).eligible_from == date(2026, 11, 24)


async def test_whom_the_practitioner_finds_unsuitable_is_declined(patient: Patient) -> None:
    await patient.registers()
    await patient.declares()
    await patient.is_consulted(suitable=False)
    assert (await patient.decided()).reasons == ("R03",)
    assert (await patient.explained())["reasons"][0]["sources"][0]["key"] == "s2"


async def test_without_numbing_cream_the_limits_say_so(patient: Patient) -> None:
    await patient.registers()
    await patient.declares(liver_disease=True)
    await patient.is_consulted()
    limits = (await patient.decided()).limits
    assert not limits.anaesthetic_allowed
    assert limits.excluded_areas == ("inside_orbital_rim",)
    assert str(limits.max_depth_mm) == "1.5"


async def test_a_plan_deeper_than_the_limit_is_pointed_out_with_the_disagreement(patient: Patient) -> None:
    await patient.registers()
    await patient.declares()
    await patient.is_consulted(device="inmode-fractora", modality=Modality.RF, area="abdomen", depth="3.5")
    explained = await patient.explained()
    assert "3.5 mm deep, the limit 2.5 mm" in explained["notes"][0]
    assert "4 mm" in explained["limits"]["depths"][0]["disagreements"][0]["claim"]


async def test_whichever_comes_last_decides_and_the_decision_is_the_same(run_service: RunService) -> None:
    decisions = set()
    async with run_service(service) as screening:
        for order in permutations(("clinic", "patient", "consult", "declaration")):
            if order.index("declaration") < order.index("patient"):
                continue  # nobody is asked before they register
            who = Patient(screening)
            for what in order:
                assert await who.decisions() == []
                if what == "clinic":
                    await screening.react(clinic_opened(who.clinic_id))
                elif what == "patient":
                    await screening.react(registered(who.patient_id, who.clinic_id))
                elif what == "consult":
                    await who.is_consulted()
                else:
                    await who.declares(cold_sores=True, nsaids="not_sure")
            (decided,) = await who.decisions()
            decisions.add((decided.outcome, decided.reasons, decided.eligible_from, decided.limits))
    assert len(decisions) == 1


async def test_events_that_come_in_one_batch_or_twice_decide_once(patient: Patient) -> None:
    await patient.registers()
    await patient.declares()
    event, event_id = consulted(patient.patient_id, patient.clinic_id), new_id()
    await patient.screening.deliver((event_id, event), (event_id, event))
    await patient.screening.react(event, event_id=event_id)
    assert len(await patient.decisions()) == 1


async def test_changed_answers_decide_the_latest_consult_again(patient: Patient) -> None:
    await patient.registers()
    await patient.declares()
    await patient.is_consulted()
    await patient.declares(keloid=True)
    first, second = await patient.decisions()
    assert (first.outcome, second.outcome) == (Outcome.CLEARED, Outcome.REVIEW)
    assert first.consult_id == second.consult_id
    superseded = await patient.explained(screening_id=first.screening_id)
    assert superseded["superseded_by"] == str(second.screening_id)


async def test_changed_answers_reach_every_plan_that_is_still_cleared(patient: Patient) -> None:
    await patient.registers()
    await patient.declares()
    face = await patient.is_consulted()
    declined = await patient.is_consulted(suitable=False, at=datetime(2026, 11, 23, 11, tzinfo=UTC))
    neck = await patient.is_consulted(area="neck", at=datetime(2026, 11, 23, 12, tzinfo=UTC))
    await patient.declares(infection_now=True)
    *_, one, other = await patient.decisions()
    assert len(await patient.decisions()) == 5
    assert {one.consult_id, other.consult_id} == {face.consult_id, neck.consult_id}
    assert declined.consult_id not in {one.consult_id, other.consult_id}
    assert {one.outcome, other.outcome} == {Outcome.DECLINED}


async def test_a_corrected_birthday_decides_again_and_other_changes_do_not(patient: Patient) -> None:
    await patient.registers()
    await patient.declares()
    await patient.is_consulted()
    await patient.screening.react(PatientChanged(patient_id=patient.patient_id, details=details(patient.clinic_id)))
    assert len(await patient.decisions()) == 1
    young = details(patient.clinic_id, born=date(2010, 1, 1))
    await patient.screening.react(PatientChanged(patient_id=patient.patient_id, details=young))
    assert (await patient.decided()).outcome is Outcome.DECLINED


async def test_a_declaration_with_gaps_is_refused_and_says_which(patient: Patient) -> None:
    await patient.registers()
    answers = healthy()
    del answers["keloid"], answers["pacemaker"]
    refused = await patient.sends(answers)
    assert refused.status_code == 422
    assert refused.json()["type"] == "urn:needlepoint:problem:answers-missing"
    assert [error["field"] for error in refused.json()["errors"]] == ["answers.keloid", "answers.pacemaker"]


MISFITS = (
    {"shoe_size": True},
    {"keloid": "2026-01-01"},
    {"keloid": "no"},
    {"vaccine_on": True},
    {"vaccine_on": "yesterday"},
)


@pytest.mark.parametrize("wrong", MISFITS)
async def test_answers_that_do_not_fit_are_refused_without_being_repeated(patient: Patient, wrong: Any) -> None:
    await patient.registers()
    refused = await patient.sends(healthy() | wrong)
    assert refused.status_code == 422
    (problem,) = refused.json()["errors"]
    assert problem["field"] == f"answers.{next(iter(wrong))}"
    assert "yesterday" not in refused.text


async def test_a_wait_that_has_run_out_clears_when_the_health_is_declared_again(run_service: RunService) -> None:
    async with run_service(service) as screening:
        patient = Patient(screening)
        await patient.registers()
        await patient.declares(vaccine_on=date(2026, 11, 20))
        await patient.is_consulted()
        assert (await patient.decided()).eligible_from == date(2026, 12, 4)
        screening.clock.advance(timedelta(days=11))
        await patient.declares(vaccine_on=date(2026, 11, 20))
        assert (await patient.decided()).outcome is Outcome.CLEARED


@pytest.mark.parametrize("unlisted", [{"area": "scalp"}, {"concern": "hair_loss"}])
async def test_a_plan_with_a_word_that_the_rules_do_not_list_goes_to_review_and_says_why(
    patient: Patient, unlisted: Any
) -> None:
    await patient.registers()
    await patient.declares()
    await patient.is_consulted(**unlisted)
    decided = await patient.decided()
    assert (decided.outcome, decided.reasons) == (Outcome.REVIEW, ("R88",))
    assert "do not list" in (await patient.explained())["reasons"][0]["sentence"]


async def test_a_review_says_before_which_day_the_patient_may_not_come(patient: Patient) -> None:
    await patient.registers()
    await patient.declares(keloid=True, toxin_or_filler_on=date(2026, 11, 19))
    await patient.is_consulted()
    decided = await patient.decided()
    assert (decided.outcome, decided.eligible_from) == (Outcome.REVIEW, date(2026, 12, 3))
    assert "may not come before 2026-12-03" in (await patient.explained())["notes"][0]


async def test_a_wait_that_is_over_is_explained_as_well(patient: Patient) -> None:
    await patient.registers()
    await patient.declares(toxin_or_filler_on=date(2026, 11, 3))
    await patient.is_consulted(device="inmode-fractora", modality=Modality.RF, area="abdomen")
    assert (await patient.decided()).outcome is Outcome.CLEARED
    considered = {each["code"]: each for each in (await patient.explained())["considered"]}
    assert considered["R51"]["why_not"] == "The wait of 2 weeks ended on 2026-11-17."
    assert considered["R51"]["sources"]


async def test_a_young_adult_with_a_roller_is_not_shown_the_age_on_pens_labels(patient: Patient) -> None:
    await patient.registers(born=date(2006, 5, 4))
    await patient.declares()
    await patient.is_consulted(device="some-roller", modality=Modality.ROLLER)
    assert (await patient.decided()).outcome is Outcome.CLEARED
    (considered,) = (await patient.explained())["considered"]
    assert (considered["code"], considered["why_not"]) == ("R02", "It is about devices with another label.")


async def test_the_questionnaire_asks_what_the_rules_look_at(patient: Patient) -> None:
    asked = (await patient.client(Role.PATIENT).get("/questionnaire")).json()
    assert {item["code"] for item in (*asked["items"], *asked["texts"])} == set(healthy())
    on_the_day = (await patient.client(Role.FRONT_DESK).get("/questionnaire", params={"stage": "day_of"})).json()
    assert {item["code"] for item in on_the_day["items"]} == set(healthy(Stage.DAY_OF))


async def test_an_intake_moves_with_its_patient_to_another_home_clinic(screening: Running) -> None:
    patient, elsewhere = Patient(screening), Patient(screening)
    await patient.registers()
    moved = details(elsewhere.clinic_id)
    await screening.react(PatientChanged(patient_id=patient.patient_id, details=moved))
    listed = await elsewhere.client(Role.FRONT_DESK).get("/intakes", params={"patient_id": str(patient.patient_id)})
    assert [item["id"] for item in listed.json()["items"]] == [str(await patient.intake())]


async def test_an_amended_consult_is_decided_again_by_what_it_says_now(patient: Patient) -> None:
    await patient.registers()
    await patient.declares()
    consult = await patient.is_consulted()
    first = await patient.decided()
    await patient.is_amended(consult, suitable=False)
    decided = await patient.decided()
    assert (first.outcome, decided.outcome) == (Outcome.CLEARED, Outcome.DECLINED)
    assert decided.consult_id == consult.consult_id
