"""How deep a plan may go."""

from decimal import Decimal
from typing import Annotated
from uuid import UUID

from fastapi import Query

from chassis.access.admission import allow
from chassis.http import Transaction, api_router, refuses
from chassis.reference.canonical import NotJson
from chassis.reference.reading import NothingInForce
from chassis.reference.store import ReferenceAltered
from contracts.vocabulary import Modality
from services.screening.access import DEPTH_LIMITS_READ
from services.screening.domain.plans import Plan
from services.screening.forms.depth_limits import DepthLimitsView
from services.screening.queries import depth_limits as queries

router = api_router("depth limits")
Model = Annotated[str, Query(min_length=1, max_length=64, examples=["skinpen"])]


@router.get("/depth-limits", dependencies=[allow(DEPTH_LIMITS_READ)])
@refuses(NothingInForce, NotJson, ReferenceAltered)
async def list_depth_limits(
    work: Transaction,
    clinic_id: UUID,
    modality: Modality,
    device_model: Model,
    area: Annotated[str, Query(min_length=1, max_length=64, description="booking's word", examples=["face"])],
    zone: Annotated[
        str | None,
        Query(max_length=64, description="of RF; left out, the shallowest zone counts", examples=["malar"]),
    ] = None,
) -> DepthLimitsView:
    """How deep a device may go in an area at a clinic, by the rules in force, each limit with its sources.

    To plan by: what holds for a patient is in the decision about the consult.
    """
    plan = Plan("", area, modality, device_model, Decimal(0), zone)
    return await queries.depth_limits(work, clinic_id, plan)
