"""How long reviews may wait at a clinic."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from chassis.data.rows import Row
from chassis.work import Work
from services.screening.domain.due_times import DAY_CHECK_MINUTES, REVIEW_WORKING_HOURS, ReviewTimes
from services.screening.tables import review_times


async def find_review_times(work: Work, clinic_id: UUID) -> Row | None:
    """What a clinic does differently from the chain; None where it never said anything."""
    return (await work.execute(select(review_times).where(review_times.c.clinic_id == clinic_id))).first()


async def review_times_of(work: Work, clinic_id: UUID) -> ReviewTimes:
    """How long reviews may wait there: as the clinic says, else as the chain does it."""
    row = await find_review_times(work, clinic_id)
    if row is None:
        return ReviewTimes()
    return ReviewTimes(
        row.review_working_hours if row.review_working_hours is not None else REVIEW_WORKING_HOURS,
        row.day_check_minutes if row.day_check_minutes is not None else DAY_CHECK_MINUTES,
    )


async def keep_review_times(work: Work, clinic_id: UUID, hours: int | None, minutes: int | None, version: int) -> None:
    """Store what a clinic does differently."""
    values = {"review_working_hours": hours, "day_check_minutes": minutes, "version": version}
    stored = insert(review_times).values(clinic_id=clinic_id, **values)
    await work.execute(stored.on_conflict_do_update(index_elements=["clinic_id"], set_=values))
