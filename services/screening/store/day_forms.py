"""What is asked on the day of a session, besides how the skin is: what may have changed since the declaration."""

from dataclasses import dataclass
from datetime import date

from chassis.data.rows import Row
from chassis.reference.kinds import Version
from chassis.work import Work
from services.screening.domain.answers import still_fitting
from services.screening.domain.asking import edition_of, may_have_changed
from services.screening.domain.facts import answers_of
from services.screening.domain.outcomes import ScreeningStage
from services.screening.domain.rule_sets import RuleSet
from services.screening.store.cases import cases_of
from services.screening.store.declarations import latest_declaration


@dataclass(frozen=True, slots=True)
class DayForm:
    """The short form of the day of one patient."""

    declaration: Row | None
    codes: tuple[str, ...]
    """The questions of the declaration whose answer may have changed."""
    edition: str
    """One word for what the form was made from."""


async def day_form_of(work: Work, patient: Row, rules: Version[RuleSet], today: date) -> DayForm:
    """The form as it is now."""
    declaration = await latest_declaration(work, patient.id)
    codes: tuple[str, ...] = ()
    if declaration is not None:
        declared = still_fitting(rules.document, ScreeningStage.CONSULT, answers_of(declaration.answers))
        codes = may_have_changed(
            rules.document, declared, await cases_of(work, rules.document, patient, today, declared)
        )
    return DayForm(declaration, codes, edition_of(rules.digest, declaration.id if declaration else None, codes))
