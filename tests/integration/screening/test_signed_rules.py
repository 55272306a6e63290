"""Outside a rehearsal nothing unsigned decides, and what was decided explains itself for ever."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from chassis.access.actors import Role
from contracts.vocabulary import Outcome
from tests.integration.screening.directors import DIRECTOR, FAINTING, director, drafts, signs, withdraws
from tests.integration.screening.patients import Patient, screened
from tests.support.running import Running
from tests.unit.screening.factories import CURRENT, healthy


async def waiting(screening: Running, **answers: Any) -> Patient:
    """A patient who has declared and been consulted."""
    return await screened(Patient(screening), **answers)


async def test_as_long_as_nothing_is_signed_declarations_are_taken_and_consults_wait(unsigned: Running) -> None:
    patient = await waiting(unsigned)
    assert await patient.decisions() == []
    assert (await patient.is_asked())["rule_set"] == CURRENT


async def test_what_waited_is_decided_when_the_director_signs(unsigned: Running) -> None:
    patients = [await waiting(unsigned, keloid=True), await waiting(unsigned)]
    signed = await signs(unsigned, f"rule-sets/{CURRENT}")
    assert [(await each.decided()).outcome for each in patients] == [Outcome.REVIEW, Outcome.CLEARED]
    explained = await patients[1].explained()
    assert (explained["rule_set"], explained["rule_set_digest"], explained["signature"]) == (
        CURRENT,
        signed["digest"],
        DIRECTOR,
    )
    assert (await patients[1].decided()).rule_set_digest == signed["digest"]


async def test_more_than_one_transaction_takes_are_decided_too(
    unsigned: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("services.screening.timers.AT_ONCE", 2)
    patients = [await waiting(unsigned) for _ in range(5)]
    await signs(unsigned, f"rule-sets/{CURRENT}")
    assert [len(await each.decisions()) for each in patients] == [1] * len(patients)


async def test_rules_that_are_signed_for_a_later_day_decide_when_it_begins_at_each_clinic(unsigned: Running) -> None:
    lisbon, kiritimati = Patient(unsigned), Patient(unsigned)
    for patient, zone in ((lisbon, "Europe/Lisbon"), (kiritimati, "Pacific/Kiritimati")):
        await patient.registers(zone=zone)
        await patient.declares()
        await patient.is_consulted()
    await signs(unsigned, f"rule-sets/{CURRENT}", in_force_from="2026-12-01")
    assert [await each.decisions() for each in (lisbon, kiritimati)] == [[], []]
    unsigned.clock.set(datetime(2026, 11, 30, 11, 0, tzinfo=UTC))  # already 1 December on Kiritimati (UTC+14)
    await unsigned.fire_timers()
    assert [len(await each.decisions()) for each in (lisbon, kiritimati)] == [0, 1]
    for hour in range(14):
        unsigned.clock.set(datetime(2026, 11, 30, 12, 0, tzinfo=UTC) + timedelta(hours=hour))
        await unsigned.fire_timers()
    assert [len(await each.decisions()) for each in (lisbon, kiritimati)] == [1, 1]


async def test_the_check_on_the_day_is_refused_in_words_when_no_signed_rules_are_in_force(unsigned: Running) -> None:
    patient = await waiting(unsigned)
    await signs(unsigned, f"rule-sets/{CURRENT}")
    await withdraws(unsigned, f"rule-sets/{CURRENT}")
    refused = await patient.checks_in()
    assert refused.status_code == 409
    assert refused.json()["type"] == "urn:needlepoint:problem:nothing-in-force"
    assert "No signed version of rule-sets is in force" in refused.json()["detail"]


async def test_in_a_rehearsal_unsigned_rules_decide_and_say_so(screening: Running) -> None:
    patient = await waiting(screening)
    assert (await patient.explained())["signature"] == "unsigned"


async def test_a_decision_explains_itself_after_a_newer_version_and_after_a_withdrawal(unsigned: Running) -> None:
    patient = await waiting(unsigned, keloid=True, vaccine_on="not_sure")
    await signs(unsigned, f"rule-sets/{CURRENT}")
    before = await patient.explained()
    reworded = {"R08": None, "R63": {"sentence": "A vaccine less than 2 weeks ago."}}
    await drafts(unsigned, "rule-sets", "our-2026-12", {"rules": reworded, **_without_keloid()})
    await signs(unsigned, "rule-sets/our-2026-12")
    assert await patient.explained() == before
    await withdraws(unsigned, f"rule-sets/{CURRENT}")
    assert await patient.explained() == before
    ruled = await patient.reviews((await patient.decided()).screening_id, "declined")
    assert (ruled.json()["rule_set"], ruled.json()["reasons"]) == (CURRENT, before["reasons"])


def _without_keloid() -> dict[str, Any]:
    """A version in which nobody is asked about keloids any more."""
    return {"questions": {"consult": {"keloid": None}}}


async def test_a_withdrawn_version_decides_nothing_and_the_one_before_counts_again(unsigned: Running) -> None:
    await signs(unsigned, f"rule-sets/{CURRENT}")
    await drafts(unsigned, "rule-sets", "our-2026-12", FAINTING)
    await signs(unsigned, "rule-sets/our-2026-12")
    await withdraws(unsigned, "rule-sets/our-2026-12")
    patient = await waiting(unsigned)
    assert (await patient.decided()).rule_set == CURRENT


async def test_a_version_with_a_problem_cannot_be_signed_and_the_problem_is_named_by_path(unsigned: Running) -> None:
    misspelt = {"rules": {"R33": {"anesthetic_allowed": False}}}
    form = {"version": "our-2026-12", "title": "Misspelt", "extends": CURRENT, "changes": misspelt}
    assert (await director(unsigned).post("/reference/rule-sets", json=form)).status_code == 201
    (problem,) = (await director(unsigned).post("/reference/rule-sets/our-2026-12/check")).json()["problems"]
    assert problem["path"] == "rules.R33.anesthetic_allowed"
    assert (await director(unsigned).post("/reference/rule-sets/our-2026-12/sign", json={})).status_code == 409


async def test_a_director_reads_everything_that_is_signed(unsigned: Running) -> None:
    rules = (await director(unsigned).get(f"/reference/rule-sets/{CURRENT}")).json()
    document = rules["document"]
    assert document["rules"]["R51"]["wait"] == {"after": "toxin_or_filler_on", "span": {"weeks": 2}}
    assert document["depth_limits"]["D02"]["scope"] == {"labels": ["skinpen"]}
    assert set(document["questions"]["consult"]) == set(healthy())
    assert document["conditions"]["no_topical_anaesthetic"] == "No topical anaesthetic is used."
    assert {"skinpen-label", "s4", "policy"} <= {each["key"] for each in rules["sources"]}
    words = (await director(unsigned).get(f"/reference/translations/{CURRENT}")).json()["document"]
    assert set(words["languages"]["pt"]["questions"]["consult"]) == set(healthy())


async def test_a_practitioner_signs_nothing(unsigned: Running) -> None:
    practitioner = unsigned.client(Role.PRACTITIONER)
    assert (await practitioner.post(f"/reference/rule-sets/{CURRENT}/sign", json={})).status_code == 403
