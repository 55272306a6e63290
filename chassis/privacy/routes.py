"""A request for access: everything that a service holds of a person."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Request

from chassis.access.admission import allow
from chassis.http import Transaction, api_router, refuses
from chassis.privacy.access import ARCHIVE_READ
from chassis.privacy.archive import ArchiveView, Personal, archive_of
from chassis.refusals import NotFound

router = api_router("privacy")


async def _personal(request: Request) -> tuple[str, Personal]:
    name: str = request.app.state.service_name
    personal: Personal = request.app.state.personal
    return name, personal


@router.get("/patients/{patient_id}/archive", dependencies=[allow(ARCHIVE_READ)])
@refuses(NotFound)
async def read_archive(
    work: Transaction, patient_id: UUID, held: Annotated[tuple[str, Personal], Depends(_personal)]
) -> ArchiveView:
    """Everything that this service holds of a patient; `needlepoint privacy archive` merges all services' answers.

    Its columns are those of the service's tables, so they may change with any release.
    """
    name, personal = held
    return await archive_of(work, name, personal, patient_id)
