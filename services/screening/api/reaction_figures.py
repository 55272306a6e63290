"""/figures/reactions: how often reactions followed sessions."""

from typing import Annotated
from uuid import UUID

from fastapi import Query

from chassis.access.admission import allow
from chassis.figures import DaysQuery
from chassis.http import Page, PageQuery, Transaction, api_router
from services.screening.access import FIGURES_READ
from services.screening.forms.reaction_figures import By, ReactedSessionView, ReactionFigureView
from services.screening.queries import reaction_figures as queries

router = api_router("figures")


@router.get("/figures/reactions", dependencies=[allow(FIGURES_READ)])
async def list_reaction_figures(
    work: Transaction,
    paging: PageQuery,
    days: DaysQuery,
    by: Annotated[By, Query(description="What sessions are added up by.")] = By.MODEL,
    clinic_id: UUID | None = None,
) -> Page[ReactionFigureView]:
    """Sessions after which a reaction was reported, among all sessions with a device model, a device or a lot.

    A session counts on the local day on which it took place, whenever the report came: the latest days have had
    less time for one. Withdrawn reports, void sessions, and sessions of which nobody said what they were done with do
    not count. A session with cartridges of two lots counts for each. The most sessions with a reaction come first.
    """
    return await queries.list_reaction_figures(work, paging, days, by=by, clinic_id=clinic_id)


@router.get("/figures/reactions/sessions", dependencies=[allow(FIGURES_READ)])
async def list_reacted_sessions(
    work: Transaction,
    paging: PageQuery,
    days: DaysQuery,
    by: Annotated[By, Query(description="What ``key`` names.")] = By.MODEL,
    key: Annotated[str | None, Query(description="Of a row of the figure: its sessions alone.", max_length=300)] = None,
    clinic_id: UUID | None = None,
) -> Page[ReactedSessionView]:
    """The sessions behind the figure after which a reaction was reported; the last come first."""
    return await queries.list_reacted_sessions(work, paging, days, by=by, key=key, clinic_id=clinic_id)
