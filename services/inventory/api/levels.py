"""A clinic's reorder levels."""

from typing import Annotated
from uuid import UUID

from fastapi import Header, Response

from chassis.http import Transaction, api_router, tag_version
from chassis.refusals import Invalid
from services.inventory.access import Staff, StockKeeper
from services.inventory.commands.levels import set_level
from services.inventory.commands.products import read_gtin
from services.inventory.forms.levels import LevelForm, LevelView
from services.inventory.queries.levels import show_level

router = api_router("levels")


@router.put("/clinics/{clinic_id}/products/{gtin}")
async def put_level(
    actor: StockKeeper,
    work: Transaction,
    response: Response,
    clinic_id: UUID,
    gtin: str,
    form: LevelForm,
    if_match: Annotated[str | None, Header(description="The ETag that was read; not needed the first time.")] = None,
) -> LevelView:
    """Say when the clinic orders more of a product, and how much."""
    actor.require_clinic(clinic_id)
    level = await set_level(work, clinic_id, read_gtin(gtin), form, _version(if_match))
    tag_version(response, level.version)
    return level


@router.get("/clinics/{clinic_id}/products/{gtin}")
async def get_level(actor: Staff, work: Transaction, response: Response, clinic_id: UUID, gtin: str) -> LevelView:
    """When the clinic orders more of a product, and how much."""
    actor.require_clinic(clinic_id)
    level = await show_level(work, clinic_id, read_gtin(gtin))
    tag_version(response, level.version)
    return level


def _version(if_match: str | None) -> int | None:
    """Unlike chassis.http.IfMatch, none is allowed: the first PUT creates the level."""
    if if_match is None:
        return None
    try:
        return int(if_match.removeprefix("W/").strip('"'))
    except ValueError as error:
        raise Invalid(f"If-Match holds {if_match!r}, which is no ETag of ours: send the one that was read.") from error
