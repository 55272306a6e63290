"""Calendar feeds of practitioners and clinics, and a patient's appointment as a file."""

from uuid import UUID

from fastapi import Response

from chassis.access.admission import allow
from chassis.http import Page, PageQuery, Transaction, api_router, refuses
from chassis.http.doors import Reading
from chassis.refusals import NotFound
from services.booking.access import CALENDAR_FEEDS, CALENDAR_READ
from services.booking.calendar.commands import feeds as commands
from services.booking.calendar.domain.refusals import FeedEnded, TooManyFeeds
from services.booking.calendar.forms.feeds import FeedForm, FeedView, NewFeedView
from services.booking.calendar.queries import feeds as queries

router = api_router("calendar-feeds")
OF_CLINIC = "/clinics/{clinic_id}/calendar-feeds"
CALENDAR = "text/calendar"
DOORS = (Reading(f"{commands.FEEDS}/{{secret}}", CALENDAR_FEEDS, commands.read_feed, CALENDAR),)


@router.post(OF_CLINIC, status_code=201, dependencies=[allow(CALENDAR_FEEDS)])
@refuses(NotFound, TooManyFeeds)
async def make_calendar_feed(work: Transaction, clinic_id: UUID, form: FeedForm) -> NewFeedView:
    """Make an address at which a calendar program reads a diary: a practitioner's, or the clinic's.

    It shows times, rooms and who treats, and no patient. The address is shown this once.
    """
    return await commands.make_feed(work, clinic_id, form)


@router.get(OF_CLINIC, dependencies=[allow(CALENDAR_FEEDS)])
@refuses(NotFound)
async def list_calendar_feeds(
    work: Transaction, clinic_id: UUID, paging: PageQuery, ended: bool | None = None
) -> Page[FeedView]:
    """A clinic's calendar feeds, the newest first, and when each was read last."""
    return await queries.list_feeds(work, clinic_id, paging, ended=ended)


@router.post(OF_CLINIC + "/{feed_id}/end", dependencies=[allow(CALENDAR_FEEDS)])
@refuses(FeedEnded, NotFound)
async def end_calendar_feed(work: Transaction, clinic_id: UUID, feed_id: UUID) -> FeedView:
    """End a feed: whoever has its address reads nothing any longer."""
    return await commands.end_feed(work, clinic_id, feed_id)


@router.get(
    "/appointments/{appointment_id}/invitation.ics",
    dependencies=[allow(CALENDAR_READ)],
    response_class=Response,
    responses={
        200: {
            "description": "The appointment, for a calendar.",
            "content": {CALENDAR: {"schema": {"type": "string", "format": "binary"}}},
        }
    },
)
@refuses(NotFound)
async def read_invitation(work: Transaction, appointment_id: UUID) -> Response:
    """An appointment as a calendar file: opened again after a move or a cancellation it follows that."""
    content = await queries.invitation(work, appointment_id)
    headers = {"Content-Disposition": 'attachment; filename="invitation.ics"', "Cache-Control": "no-store"}
    return Response(content, media_type=f"{CALENDAR}; charset=utf-8", headers=headers)
