"""A recall on a copy of the data, in a transaction that is rolled back, judged by statements of its own."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from time import perf_counter
from typing import TYPE_CHECKING, Any
from uuid import UUID

if TYPE_CHECKING:
    from chassis.work import Transactions, Work
    from services.inventory.forms.recall_notices import RecallNoticeForm
    from services.inventory.forms.recalls import RecallView, ReconciliationView

WHY = "Drill: nothing is recalled."


@dataclass(frozen=True)
class Named:
    """What a drill recalls: whole lots of one product, or some cartridges of one of its lots."""

    gtin: str
    lots: tuple[str, ...]
    serials: tuple[str, ...] = ()
    """The only cartridges that are recalled; empty: all of the lots."""


@dataclass(frozen=True)
class Drilled:
    """What a drill found."""

    gtin: str
    lots: tuple[str, ...]
    serials: tuple[str, ...]
    seconds: float
    """From the order to the list of patients and of stock."""
    clinics: int
    """That had any of it."""
    quarantined: int
    released_reservations: int
    uses: int
    patients: int
    letters: int
    came: int
    sheet: dict[str, int]
    checks: dict[str, bool]

    @property
    def passed(self) -> bool:
        """Whether every check holds."""
        return all(self.checks.values())


@dataclass(frozen=True)
class _Found:
    """What the service answers about each recall of the drill, and how long that took."""

    recalls: "list[RecallView]"
    sheets: "list[ReconciliationView]"
    seconds: float
    letters: int

    @property
    def serials(self) -> tuple[str, ...]:
        """The only cartridges that are recalled; empty: all of the lots."""
        return tuple(cartridge.serial for each in self.recalls for cartridge in each.serials)

    @property
    def patients(self) -> int:
        """Who is in the lists, each once."""
        return len({use.patient_id for each in self.recalls for use in each.trace})

    def total(self, count: str) -> int:
        """One count of the sheets, summed."""
        return sum(int(getattr(each.total, count)) for each in self.sheets)


class _Over(Exception):
    """Ends the drill's transaction without keeping anything."""


async def drill_on(transactions: "Transactions", named: Named | None) -> Drilled:
    """Recall what is named there, else the lot in stock that was used most, and roll it back.

    Raises Refusal when there is no such lot or cartridge, or it is recalled already.
    """
    from chassis.access.access import Access
    from chassis.access.actors import SYSTEM
    from services.inventory.access import POLICY, USES_READ

    drilled: list[Drilled] = []
    try:
        async with transactions.begin(access=Access(POLICY, SYSTEM, USES_READ)) as work:
            meant = named or await _most_used(work)
            drilled.append(await _judged(work, await _recalled(work, _form_of(meant))))
            raise _Over
    except _Over:
        pass
    async with transactions.begin(reading=True) as work:
        nothing_kept = not await _kept(work)
    [found] = drilled
    return replace(found, checks=found.checks | {"nothing of the drill was kept": nothing_kept})


async def _most_used(work: "Work") -> Named:
    from sqlalchemy import text

    from chassis.refusals import Refusal

    most_used = text(
        "SELECT gtin, lot FROM balances WHERE NOT EXISTS (SELECT FROM recalls WHERE recalls.gtin = balances.gtin"
        " AND recalls.lot = balances.lot AND recalls.withdrawn_at IS NULL) GROUP BY gtin, lot"
        " ORDER BY sum(on_hand + reserved) > 0 DESC, sum(used) DESC, gtin, lot LIMIT 1"
    )
    row = (await work.execute(most_used)).first()
    if row is None:
        raise Refusal("There is no lot that is not recalled: the copy is empty, or everything in it is recalled.")
    return Named(row.gtin, (row.lot,))


def _form_of(named: Named) -> "RecallNoticeForm":
    from services.inventory.forms.recall_notices import PartForm, RecallNoticeForm

    if not named.serials:
        return RecallNoticeForm(gtin=named.gtin, lots=list(named.lots), reason=WHY)
    [lot] = named.lots
    return RecallNoticeForm(gtin=named.gtin, parts=[PartForm(lot=lot, serials=list(named.serials))], reason=WHY)


async def _recalled(work: "Work", form: "RecallNoticeForm") -> _Found:
    from services.inventory.commands.recall_notices import enter_notice, release_notice_letters
    from services.inventory.queries.recall_notices import show_notice
    from services.inventory.queries.recalls import show_recall
    from services.inventory.queries.reconciliations import show_reconciliation

    begun = perf_counter()
    notice_id = await enter_notice(work, form)
    ids = [each.id for each in (await show_notice(work, notice_id)).recalls if each.notice_id == notice_id]
    recalls = [await show_recall(work, each) for each in ids]
    sheets = [await show_reconciliation(work, each) for each in ids]
    took = perf_counter() - begun
    return _Found(recalls, sheets, round(took, 3), await release_notice_letters(work, notice_id))


async def _judged(work: "Work", found: _Found) -> Drilled:
    uses = sum(len(each.trace) for each in found.recalls)
    at_clinics = [at for each in found.recalls for at in each.clinics]
    counts = [name for name in type(found.sheets[0].total).model_fields if name != "came"]
    return Drilled(
        gtin=found.recalls[0].gtin,
        lots=tuple(each.lot for each in found.recalls),
        serials=found.serials,
        seconds=found.seconds,
        clinics=len(_clinics(found.sheets)),
        quarantined=sum(each.quarantined for each in at_clinics),
        released_reservations=sum(each.released_reservations for each in at_clinics),
        uses=uses,
        patients=found.patients,
        letters=found.letters,
        came=found.total("came"),
        sheet={name: found.total(name) for name in counts},
        checks={
            "what came is used, put aside, gone or accounted for": all(each.adds_up for each in found.sheets),
            "every use that is stored is in the list": uses == await _stored(work, found, "count(*)"),
            "every patient of it is in the list": found.patients
            == await _stored(work, found, "count(DISTINCT patient_id)"),
            "every patient has a letter": found.letters == found.patients,
            "nothing of it is on a shelf": found.total("on_shelf") == 0,
        },
    )


def _clinics(sheets: "Sequence[ReconciliationView]") -> set[UUID]:
    return {at.clinic_id for each in sheets for at in each.clinics}


async def _stored(work: "Work", found: _Found, what: str) -> Any:
    """The same by a statement of its own: the list is compared with the rows, not with itself."""
    from sqlalchemy import text

    rows = text(
        f"SELECT {what} FROM uses WHERE gtin = :gtin AND lot = ANY(:lots) AND withdrawn_at IS NULL"  # noqa: S608
        " AND (CAST(:serials AS text[]) = '{}' OR serial IS NULL OR serial = ANY(:serials))"
    )
    lots = [each.lot for each in found.recalls]
    return await work.scalar(rows, {"gtin": found.recalls[0].gtin, "lots": lots, "serials": list(found.serials)})


async def _kept(work: "Work") -> Any:
    from sqlalchemy import text

    return await work.scalar(text("SELECT count(*) FROM recalls WHERE reason = :why"), {"why": WHY})
