"""A medical director rules on what the rules left to a clinician."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Row, select

from chassis.work import Work
from contracts.vocabulary import Outcome, ScreeningStage
from services.screening.commands.record import Subject, Verdict, reasons_of, record
from services.screening.domain.decisions import CLEARANCES, valid_until
from services.screening.domain.facts import facts_of
from services.screening.domain.refusals import (
    AlreadyRuled,
    ClinicNotKnown,
    RulingRefused,
    ScreeningNotFound,
    Superseded,
)
from services.screening.domain.rulings import Ruling, objection
from services.screening.forms.requests import RulingForm
from services.screening.store.rule_sets import shipped
from services.screening.store.screenings import local_day, lock_patient
from services.screening.tables import screenings


async def rule_on(work: Work, screening_id: UUID, form: RulingForm) -> UUID:
    """Decide a screening as its medical director says; a new decision takes the place of the old. Answers its id.

    Raises ScreeningNotFound, Superseded, AlreadyRuled, RulingRefused.
    """
    screening = await _locked(work, screening_id)
    work.actor.require_clinic(screening.clinic_id)
    today = await local_day(work, screening.clinic_id)
    if today is None:
        raise ClinicNotKnown("This clinic's time zone has not arrived here yet: try again in a moment.")
    _require_open(screening, today)
    rule_set = shipped()[screening.rule_set]
    reasons = reasons_of(rule_set, screening.reasons)
    conditions = (*screening.conditions, *form.conditions)
    ruling = Ruling(form.outcome, form.eligible_from, conditions, today)
    if why_not := objection(ruling, Outcome(screening.outcome), reasons):
        raise RulingRefused(why_not)
    stage = ScreeningStage(screening.stage)
    verdict = Verdict(
        outcome=form.outcome,
        awaits_ruling=False,
        eligible_from=today if form.outcome in CLEARANCES else form.eligible_from,
        valid_until=valid_until(rule_set, stage, form.outcome, today),
        limits=screening.limits,
        reasons=reasons,
        conditions=conditions,
        ruled_by=work.actor.subject,
        ruling_reason=form.reason,
    )
    subject = Subject(
        screening.patient_id,
        screening.clinic_id,
        stage,
        screening.consult_id,
        screening.declaration_id,
        screening.clearance_id,
    )
    ruled = await record(work, subject, facts_of(screening.inputs), verdict, rule_set)
    work.audit("screening ruled on", str(screening_id), ruling=str(ruled), outcome=form.outcome.value)
    return ruled


async def _locked(work: Work, screening_id: UUID) -> Row[Any]:
    """The screening under its patient's lock: two rulings at once see each other."""
    this = select(screenings).where(screenings.c.id == screening_id)
    seen = (await work.execute(this)).first()
    if seen is None:
        raise ScreeningNotFound("There is no such decision: list the reviews that wait.")
    await lock_patient(work, seen.patient_id)
    return (await work.execute(this)).one()


def _require_open(screening: Row[Any], today: date) -> None:
    if screening.ruled_by is not None:
        raise AlreadyRuled("A medical director has ruled on this: to change it, have the health declared again.")
    if screening.superseded_by is not None:
        raise Superseded(f"Decision {screening.superseded_by} has taken the place of this one: look at that.")
    if screening.stage == ScreeningStage.DAY_OF and screening.local_day != today:
        raise RulingRefused(f"This check was for {screening.local_day}: check again on the day of the session.")
