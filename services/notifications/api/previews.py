"""Templates filled in with a sample."""

from typing import Annotated

from fastapi import Query

from chassis.access.admission import allow
from chassis.http import Transaction, api_router, refuses
from chassis.reference.access import READ
from chassis.reference.canonical import NotJson
from chassis.reference.store import ReferenceAltered
from chassis.refusals import NotFound
from services.notifications.domain.refusals import DraftUnfinished
from services.notifications.forms.previews import PreviewsView
from services.notifications.queries import previews as queries

router = api_router("templates")


@router.get("/templates/{version}/preview", dependencies=[allow(READ)])
@refuses(DraftUnfinished, NotFound, NotJson, ReferenceAltered)
async def preview_templates(
    version: str, work: Transaction, language: Annotated[str, Query(max_length=20, description="BCP 47 tag")] = "en"
) -> PreviewsView:
    """Every message of a version, a draft too, filled in with a sample, and how many parts it has as an SMS."""
    return await queries.preview(work, version, language)
