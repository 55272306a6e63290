"""Rules that come into force reach the clearances that stand: stricter ones end them, none is prolonged."""

from datetime import timedelta
from typing import Any

import pytest

from contracts.vocabulary import Outcome
from tests.integration.screening.directors import FAINTING, drafts, signs
from tests.integration.screening.patients import Patient, screened
from tests.integration.screening.stories import Story
from tests.integration.screening.worklists import kinds
from tests.support.running import Running

NEW = "our-2026-12"
STRICTER: dict[str, Any] = {
    "rules": {
        "R98": {
            "stage": "consult",
            "sentence": "Who is older than 17 and has had cold sores is declined here.",
            "when": {"all": [{"yes": "cold_sores"}, {"fact": "age", "above": 17}]},
            "outcome": "declined",
            "sources": ["policy"],
        }
    }
}


async def comes_into_force(screening: Running, changes: Any) -> None:
    screening.clock.advance(timedelta(days=10))
    await drafts(screening, "rule-sets", NEW, changes)
    await signs(screening, f"rule-sets/{NEW}")


async def test_a_clearance_that_stricter_rules_would_not_give_ends(signed: Running) -> None:
    concerned, other = await screened(Patient(signed), cold_sores=True), await screened(Patient(signed))
    before = await other.decided()
    await comes_into_force(signed, STRICTER)
    assert ((await concerned.decided()).outcome, (await concerned.decided()).rule_set) == (Outcome.DECLINED, NEW)
    again = await other.decided()
    assert (again.outcome, again.rule_set) == (Outcome.CLEARED, NEW)
    assert again.valid_until == before.valid_until, "no new declaration, so it holds no longer"


async def test_more_patients_than_one_transaction_takes(signed: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("services.screening.timers.AT_ONCE", 2)
    patients = [await screened(Patient(signed)) for _ in range(5)]
    await comes_into_force(signed, STRICTER)
    assert [(await each.decided()).rule_set for each in patients] == [NEW] * 5
    assert [len(await each.decisions()) for each in patients] == [2] * 5


async def test_a_ruling_lasts_when_new_rules_say_nothing_new(signed: Running) -> None:
    patient = await screened(Patient(signed), keloid=True)
    await patient.reviews((await patient.decided()).screening_id, "cleared")
    ruling = (await patient.decided()).screening_id
    await comes_into_force(signed, STRICTER)
    assert (await patient.decided()).screening_id == ruling


async def test_whoever_has_an_appointment_ahead_is_asked_what_new_rules_ask(signed: Running) -> None:
    coming, resting = await screened(Patient(signed)), await screened(Patient(signed))
    await Story(coming).books(after=timedelta(days=20))
    await comes_into_force(signed, FAINTING)
    assert [request.reason for request in await coming.requests()] == ["registered", "questions_added"]
    assert [request.reason for request in await resting.requests()] == ["registered"]
    assert await kinds(coming) == ["declaration_incomplete"]
    assert (await coming.decided()).outcome is Outcome.CLEARED, "as long as nothing else is known"
