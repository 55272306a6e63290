"""Every decision can be made again from what was stored with it."""

from datetime import date

from sqlalchemy import select

from contracts.vocabulary import Modality
from services.screening.domain.decisions import Decision, assess
from services.screening.domain.facts import facts_of
from services.screening.domain.outcomes import ScreeningStage
from services.screening.store.rule_sets import rules_of
from services.screening.store.verdicts import stored_conditions, stored_limits, stored_reason
from services.screening.tables import screenings
from tests.integration.screening.patients import Patient
from tests.support.running import Running


async def test_stored_decisions_run_again_come_out_the_same(screening: Running) -> None:
    for answers in (
        {},
        {"cold_sores": True},
        {"keloid": "not_sure", "vaccine_on": date(2026, 11, 20)},
        {"isotretinoin_now": True, "isotretinoin_last_dose_on": date(2026, 12, 1)},
        {"pregnant_or_nursing": True, "pacemaker": True},
    ):
        patient = Patient(screening)
        await patient.registers()
        await patient.declares(**answers)
        await patient.is_consulted()
        await patient.is_consulted(device="inmode-fractora", modality=Modality.RF, area="neck", skin_type=5)
        await patient.checks_in(conditions_met=True, retinoid_or_acid_24h=True)
    async with screening.work() as work:
        stored = (await work.execute(select(screenings).where(screenings.c.ruled_by.is_(None)))).all()
        rules = {row.rule_set: (await rules_of(work, row)).document for row in stored}
    assert len(stored) > 10
    for row in stored:
        facts = facts_of(row.inputs)
        again = assess(rules[row.rule_set], ScreeningStage(row.stage), facts)
        assert isinstance(again, Decision)
        assert again.outcome == row.outcome
        assert (again.eligible_from, again.valid_until) == (row.eligible_from, row.valid_until)
        assert [stored_reason(reason) for reason in again.reasons] == row.reasons
        assert list(stored_conditions(again.conditions)) == row.conditions
        if again.limits and facts.plan:
            assert stored_limits(facts.plan, again.limits) == row.limits
