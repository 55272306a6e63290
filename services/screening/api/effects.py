"""What a rule set would change, for the director who is about to sign it."""

from typing import Annotated

from fastapi import Query

from chassis.access.admission import allow
from chassis.http import Page, PageQuery, Transaction, api_router, refuses
from chassis.reference.access import DRAFT, SIGN
from chassis.reference.canonical import NotJson
from chassis.reference.store import ReferenceAltered
from chassis.refusals import Invalid, NotFound
from services.screening.forms.effects import EffectsView, PastDecisionView
from services.screening.queries.effects import effects_of, past_decisions

router = api_router("rule sets")


@router.get("/rule-sets/{version}/effects", dependencies=[allow(DRAFT)])
@refuses(Invalid, NotFound, NotJson, ReferenceAltered)
async def read_effects(
    version: str,
    work: Transaction,
    device: Annotated[str, Query(description="A label's code, or the kind of a device without one, such as `rf`.")],
    against: Annotated[str | None, Query(description="The other version. Default: the one that counts today.")] = None,
) -> EffectsView:
    """What each single fact changes for a healthy adult with a device: outcome, day, conditions and limits.

    Compared with another version, it says which facts would be judged more mildly. `overlays` says what each
    jurisdiction or clinic adds.
    """
    return await effects_of(work, version, device, against)


@router.get("/rule-sets/{version}/past-decisions", dependencies=[allow(SIGN)])
@refuses(Invalid, NotFound, NotJson, ReferenceAltered)
async def list_past_decisions(version: str, work: Transaction, paging: PageQuery) -> Page[PastDecisionView]:
    """Whom a draft would have judged otherwise, and by which rule: every current decision about a plan, newest first.

    Both results are of the rules alone, on the day of the decision. Nothing is decided again.
    """
    return await past_decisions(work, version, paging)
