"""A medical director rules on what the rules left to a clinician, and ends what they ruled.

A ruling that sets a rule aside is proposed by one clinician and confirmed by another: commands/proposals.py.
"""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from chassis.data.rows import Row
from chassis.reference.kinds import Version
from chassis.work import Work
from contracts import vocabulary
from contracts.screening.screenings import RulingEnded
from services.screening.commands.consults import decide_plan_again
from services.screening.commands.decisions import keep_decision
from services.screening.commands.locked import locked
from services.screening.commands.reviews import KIND_OF, close_questioned
from services.screening.domain.decisions import Reason, valid_until
from services.screening.domain.facts import facts_of
from services.screening.domain.outcomes import CLEARANCES, Outcome, ScreeningStage
from services.screening.domain.refusals import (
    AlreadyRuled,
    ClinicNotKnown,
    NeedsSecondClinician,
    NoRuling,
    RulingRefused,
    ScreeningNotFound,
    Superseded,
)
from services.screening.domain.rule_sets import RuleSet
from services.screening.domain.rulings import Ruling, objection, overridden
from services.screening.domain.superseding import Held
from services.screening.forms.rulings import RulingForm
from services.screening.store.clinics import local_day
from services.screening.store.decisions import current_decision, find_decision
from services.screening.store.patients import lock_person, published_patient
from services.screening.store.rule_sets import rules_of
from services.screening.store.rulings import end_rulings, note_kept, standing_ruling
from services.screening.store.verdicts import Verdict, reasons_of, subject_of
from services.screening.worklist import WORKLIST


@dataclass(frozen=True, slots=True)
class Case:
    """A decision that is ruled on, with the rules that made it."""

    decision: Row
    rules: Version[RuleSet]
    reasons: tuple[Reason, ...]
    today: date

    def conditions(self, form: RulingForm) -> tuple[dict[str, str], ...]:
        """Those of the decision, which stay, and those that the director adds."""
        return (*self.decision.conditions, *({"text": text} for text in form.conditions))

    def overridden_by(self, form: RulingForm) -> list[str]:
        """Codes of the rules that the ruling sets aside. Raises RulingRefused when it cannot stand at all."""
        ruling = Ruling(form.outcome, form.eligible_from, bool(self.conditions(form)), self.today)
        if why_not := objection(ruling, Outcome(self.decision.outcome), self.reasons):
            raise RulingRefused(why_not)
        return [reason.code for reason in overridden(ruling, self.reasons)]


async def rule_on(work: Work, decision_id: UUID, form: RulingForm) -> Row:
    """Decide a screening as its medical director says; a new decision takes the place of the old. Answers it.

    It is explained by the rules that the old one was made by, whatever has become of them.
    Raises ScreeningNotFound, Superseded, AlreadyRuled, ClaimedByAnother, RulingRefused, NeedsSecondClinician,
    ClinicNotKnown.
    """
    case = await unclaimed_case_of(work, decision_id)
    if codes := case.overridden_by(form):
        raise NeedsSecondClinician(
            "This ruling sets aside {codes}, which is no review: propose it, for another clinician to confirm.",
            codes=", ".join(codes),
        )
    return await keep_ruling(work, case, form, by=work.actor.subject)


async def unclaimed_case_of(work: Work, decision_id: UUID) -> Case:
    """The same, unless somebody else works on it. Raises ClaimedByAnother."""
    case = await case_of(work, decision_id)
    await WORKLIST.require_free(work, KIND_OF[ScreeningStage(case.decision.stage)], case.decision.consult_id)
    return case


async def case_of(work: Work, decision_id: UUID) -> Case:
    """A decision that may be ruled on now, under its patient's lock: two rulings at once see each other."""
    decision = await locked_decision(work, decision_id)
    today = await local_day(work, decision.clinic_id)
    if today is None:
        raise ClinicNotKnown("This clinic's time zone has not arrived here yet: try again in a moment.")
    _require_open(decision, today)
    rules = await rules_of(work, decision)
    return Case(decision, rules, reasons_of(rules.document, decision.reasons), today)


async def keep_ruling(work: Work, case: Case, form: RulingForm, *, by: str) -> Row:
    """Keep a ruling that stands. ``by`` is whose ruling it is."""
    decision, stage = case.decision, ScreeningStage(case.decision.stage)
    verdict = Verdict(
        outcome=form.outcome,
        awaits_ruling=False,
        eligible_from=case.today if form.outcome in CLEARANCES else form.eligible_from,
        valid_until=valid_until(case.rules.document, stage, form.outcome, case.today, str(decision.clinic_id)),
        limits=decision.limits,
        reasons=case.reasons,
        conditions=case.conditions(form),
        practitioner_id=work.access.practitioner if by == work.actor.subject else None,
        ruled_by=by,
        ruling_reason=form.reason,
    )
    ruled = await keep_decision(work, subject_of(decision), facts_of(decision.inputs), verdict, case.rules)
    await close_questioned(work, decision.consult_id, "ruled")
    work.audit("screening ruled on", str(decision.id), ruling=str(ruled.id), outcome=form.outcome.value)
    return ruled


async def end_ruling(work: Work, decision_id: UUID, reason: str) -> Row:
    """End the ruling that lasts about a decision's plan. Answers the decision that counts now.

    The rules decide by what is declared now. Where they cannot yet, nobody stays cleared: that becomes a review.
    Raises ScreeningNotFound, NoRuling.
    """
    decision = await locked_decision(work, decision_id)
    stage = ScreeningStage(decision.stage)
    ruling = await _lasting(work, decision)
    await end_lasting(work, ruling, reason)
    if ruling.superseded_by is not None:
        return await current_decision(work, decision.consult_id, stage)
    return await decided_without(work, ruling)


async def end_lasting(work: Work, ruling: Row, reason: str) -> None:
    """A ruling lasts no longer. What is decided without it is for the caller to say: `decided_without`."""
    await end_rulings(work, ruling.consult_id, ScreeningStage(ruling.stage), work.actor.subject, reason)
    await close_questioned(work, ruling.consult_id, "ruling_ended")
    work.publish(
        RulingEnded(
            screening_id=ruling.id,
            patient_id=published_patient(ruling),
            clinic_id=ruling.clinic_id,
            stage=vocabulary.ScreeningStage(ruling.stage),
            consult_id=ruling.consult_id,
            ended_at=work.now,
        )
    )
    work.audit("ruling ended", str(ruling.id))


async def keep_questioned_ruling(work: Work, decision_id: UUID, reason: str) -> Row:
    """Keep a ruling that the rules alone would no longer give. Answers it. Raises ScreeningNotFound, NoRuling."""
    ruling = await _lasting(work, await locked_decision(work, decision_id))
    await close_questioned(work, ruling.consult_id, "ruling_kept")
    work.audit("ruling kept", str(ruling.id))
    return await note_kept(work, ruling.id, work.actor.subject, reason)


async def decided_without(work: Work, ruling: Row) -> Row:
    """What the rules decide when a ruling no longer does."""
    stage = ScreeningStage(ruling.stage)
    if stage is ScreeningStage.CONSULT:
        decided = await decide_plan_again(work, await lock_person(work, ruling.patient_id), ruling.consult_id)
        if decided is not None:
            return decided
    if ruling.outcome not in CLEARANCES:
        return await current_decision(work, ruling.consult_id, stage)
    rules = await rules_of(work, ruling)
    verdict = Verdict(
        outcome=Outcome.REVIEW,
        awaits_ruling=True,
        eligible_from=None,
        valid_until=None,
        limits=ruling.limits,
        reasons=reasons_of(rules.document, ruling.reasons),
        conditions=tuple(each for each in ruling.conditions if "code" in each),
        held=Held.RULING_ENDED,
    )
    return await keep_decision(work, subject_of(ruling), facts_of(ruling.inputs), verdict, rules)


async def _lasting(work: Work, decision: Row) -> Row:
    ruling = await standing_ruling(work, decision.consult_id, ScreeningStage(decision.stage))
    if ruling is None:
        raise NoRuling("No ruling lasts about this plan: look at the decision that counts now.")
    return ruling


async def locked_decision(work: Work, decision_id: UUID) -> Row:
    """A decision under its patient's lock, at the caller's clinic. Raises ScreeningNotFound, Forbidden."""
    missing = ScreeningNotFound("There is no such decision: list the reviews that wait.")
    return await locked(work, find_decision, decision_id, missing)


def require_counts(decision: Row) -> None:
    """Raises Superseded for a decision in whose place another is, or whose consult was entered in error."""
    if decision.voided_at is not None:
        raise Superseded("The consult of this decision was entered in error: it counts no longer.")
    if decision.superseded_by is not None:
        raise Superseded(
            "Decision {decision} has taken the place of this one: look at that.", decision=decision.superseded_by
        )


def _require_open(decision: Row, today: date) -> None:
    require_counts(decision)
    if decision.ruled_by is not None and decision.ruling_ended_at is None:
        raise AlreadyRuled(
            "A medical director has ruled on this, and the ruling lasts: end the ruling first, with a reason."
        )
    if decision.stage == ScreeningStage.DAY_OF and decision.local_day != today:
        raise RulingRefused("This check was for {day}: check again on the day of the session.", day=decision.local_day)
