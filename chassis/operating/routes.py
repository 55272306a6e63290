"""How a service is doing, and its events followed: the same in every service. No patient is named."""

from typing import Annotated
from uuid import UUID

from fastapi import Query

from chassis.access.admission import allow
from chassis.http import PeriodQuery, Transaction, api_router, refuses
from chassis.operating.access import OPERATIONS_READ
from chassis.operating.asked import OperatedService
from chassis.operating.following import PeriodTooLong, coming_of, event_by_id, events_of, outcomes_of
from chassis.operating.state import state_of
from chassis.operating.views import DeliveredView, FollowedView, OperationsView
from chassis.refusals import Invalid

router = api_router("operations")
MOST_IDS = 200


@router.get("/operations", dependencies=[allow(OPERATIONS_READ)])
async def read_operations(work: Transaction, operated: OperatedService) -> OperationsView:
    """How this service is doing: events published and handled, what waits to be sent, dead letters, what is late."""
    return await state_of(work, operated.service)


@router.get("/operations/events", dependencies=[allow(OPERATIONS_READ)])
@refuses(Invalid, PeriodTooLong)
async def follow_events(
    work: Transaction,
    period: PeriodQuery,
    event_id: Annotated[UUID | None, Query(description="One event, by its id. Or give a correlation.")] = None,
    correlation_id: Annotated[str | None, Query(max_length=200, description="What follows from one request.")] = None,
    around: Annotated[UUID | None, Query(description="An event of it: look from a day before it on.")] = None,
) -> FollowedView:
    """What this service published and will do later because of one request; or one event of this service's.

    Looks through the last week, or from a day before the event `around`, or where `from` and `to` say: by the time at
    which the events were made, 31 days at most.
    """
    if event_id is not None and correlation_id is None:
        return FollowedView(events=await event_by_id(work, event_id), coming=[], since=None, until=None)
    if correlation_id is None or event_id is not None:
        raise Invalid("Give either the id of an event or a correlation.")
    events, since, until = await events_of(work, correlation_id, period.since, period.until, around)
    return FollowedView(events=events, coming=await coming_of(work, correlation_id), since=since, until=until)


@router.get("/operations/deliveries", dependencies=[allow(OPERATIONS_READ)])
@refuses(Invalid)
async def list_deliveries(
    work: Transaction,
    ids: Annotated[
        str,
        Query(
            max_length=8000,
            pattern="^[0-9A-Fa-f,-]*$",
            description="Ids of events, with commas between them; 200 at most.",
        ),
    ],
) -> list[DeliveredView]:
    """What became here of events of other services; those that never came are left out."""
    return await outcomes_of(work, _ids_of(ids))


def _ids_of(given: str) -> list[UUID]:
    words = [each for each in given.split(",") if each]
    if len(words) > MOST_IDS:
        raise Invalid("Ask for {most} events at most at once.", most=MOST_IDS)
    try:
        return list({UUID(each): None for each in words})
    except ValueError:
        raise Invalid("Give ids of events, with commas between them.") from None
