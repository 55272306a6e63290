"""The clinics that inventory knows, and the locks under which their stock moves.

Every movement locks, in this order: the chain (only what concerns all clinics at once), the clinics' rows by id, the
balances by lot, serials. Reservations, held cartridges and stock levels change only under their clinic's lock.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert

from chassis.work import Work
from services.inventory.domain.expiries import local_day
from services.inventory.domain.refusals import ClinicUnknown, ClosedForGood
from services.inventory.tables import clinics


@dataclass(frozen=True, slots=True)
class Clinic:
    """A clinic whose row is locked until the transaction ends."""

    id: UUID
    zone: str | None
    """IANA name; None until booking.clinics has brought it: other topics may come first."""
    closed_from: date | None = None
    """Local day from which on it is closed for good; None: it stays."""

    @property
    def known_zone(self) -> str:
        """Its zone. Only for a clinic whose zone is known: raises ValueError for another."""
        if self.zone is None:
            raise ValueError(f"the zone of clinic {self.id} is not known yet")
        return self.zone

    def day_of(self, moment: datetime) -> date:
        """The clinic's calendar day at ``moment``. Only for a clinic whose zone is known."""
        return local_day(moment, self.known_zone)

    def is_closed_on(self, day: date) -> bool:
        """Whether it is closed for good on a local day."""
        return self.closed_from is not None and day >= self.closed_from

    def is_closed_at(self, moment: datetime) -> bool:
        """Whether it is closed for good on its local day at ``moment``."""
        return self.closed_from is not None and self.is_closed_on(self.day_of(moment))

    def require_there_on(self, day: date) -> None:
        """Raises ClosedForGood when nobody is there any more on the local day on which something would arrive."""
        if self.is_closed_on(day):
            raise ClosedForGood(
                "This clinic is closed for good from {day} on: nothing is ordered or sent there that arrives on that"
                " day or later. Name another clinic, or have booking say that it stays.",
                day=self.closed_from,
            )


_LOCKED = (clinics.c.id, clinics.c.time_zone, clinics.c.closed_from)


async def lock_clinics(work: Work, ids: Iterable[UUID]) -> dict[UUID, Clinic]:
    """Lock clinics in the order of their ids; an unknown one is inserted without a zone."""
    wanted = sorted(set(ids))
    statement = select(*_LOCKED).where(clinics.c.id.in_(wanted)).order_by(clinics.c.id).with_for_update(key_share=True)
    rows = (await work.execute(statement)).all()
    if len(rows) < len(wanted):
        await work.execute(insert(clinics).on_conflict_do_nothing(), [{"id": id} for id in wanted])
        rows = (await work.execute(statement)).all()
    return {row.id: Clinic(*row) for row in rows}


async def lock_clinic(work: Work, clinic_id: UUID) -> Clinic:
    """Lock one clinic for a person's request. Raises ClinicUnknown until booking's event has arrived."""
    statement = select(*_LOCKED).where(clinics.c.id == clinic_id)
    row = (await work.execute(statement.with_for_update(key_share=True))).first()
    if row is None or row.time_zone is None:
        raise ClinicUnknown("Inventory does not know this clinic yet. If it has just been opened, try again shortly.")
    return Clinic(*row)


async def lock_two_clinics(work: Work, one: UUID, other: UUID) -> tuple[Clinic, Clinic]:
    """Lock two clinics in the order of their ids, for a person's request. Raises ClinicUnknown as `lock_clinic`."""
    first, second = [await lock_clinic(work, id) for id in sorted((one, other))]
    return (first, second) if first.id == one else (second, first)


async def lock_open_clinics(work: Work) -> list[Clinic]:
    """Lock every clinic whose zone is known, in the order of their ids. Lock the chain before."""
    statement = select(*_LOCKED).where(clinics.c.time_zone.is_not(None))
    rows = await work.execute(statement.order_by(clinics.c.id).with_for_update(key_share=True))
    return [Clinic(*row) for row in rows]


async def lock_chain(work: Work) -> None:
    """Hold recalls and clinic openings apart, so that no clinic misses a recall."""
    await work.execute(select(func.pg_advisory_xact_lock(func.hashtext("inventory.chain"))))
