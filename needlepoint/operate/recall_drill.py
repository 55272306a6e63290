"""``needlepoint recall drill``: a recall on a copy of the data, timed, with a certificate of what was found.

The copy is a database that was restored from a backup, so a drill also shows that the backup can be used. Everything
is done in one transaction that is rolled back, so even the copy is as it was, and no event is ever published.
"""

import asyncio
import json
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Annotated, Any

import typer

from needlepoint.operate.places import (
    FOLDER,
    Folder,
    database_troubles_as_words,
    out,
    refusals_as_words,
    service_named,
    settings_for,
)

if TYPE_CHECKING:
    from chassis.work import Transactions, Work
    from services.inventory.forms.recalls import RecallView, ReconciliationView

Copy = Annotated[
    str,
    typer.Option(
        envvar="NEEDLEPOINT_DRILL_DATABASE_URL",
        help="The address of a copy of inventory's database, such as one that was restored from a backup.",
    ),
]
Lot = Annotated[
    str | None, typer.Option(help="GTIN/LOT to recall (default: the lot in stock that was used most, not recalled).")
]
Certificate = Annotated[
    Path | None, typer.Option("--certificate", dir_okay=False, help="Write the certificate as JSON to this file.")
]
FAILED = 5
"""The exit code when something of the drill does not add up."""
_WHY = "Drill: nothing is recalled."


@dataclass(frozen=True)
class Drilled:
    """What a drill found."""

    gtin: str
    lot: str
    seconds: float
    """From the order to the list of patients and of stock."""
    clinics: int
    """That had the lot."""
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


class _Over(Exception):
    """Ends the drill's transaction without keeping anything."""


def drill(copy: Copy = "", lot: Lot = None, certificate: Certificate = None, folder: Folder = FOLDER) -> None:
    """Recall a lot on a copy of the data, and say how long it took and whether it adds up. Nothing is kept.

    Exits with 0 when everything adds up, 5 when not, 1 when it is refused. Example: needlepoint recall drill --copy
    postgresql+asyncpg://inventory_owner:…@host/inventory_restored --certificate drill.json
    """
    if not copy:
        raise typer.BadParameter("Give --copy, the address of a restored copy: a drill never runs on the real data.")
    service = service_named("inventory")
    real = settings_for(service, folder).database_url.get_secret_value()
    with refusals_as_words(), database_troubles_as_words("inventory"):
        drilled = asyncio.run(_drill_at(copy, real, lot))
    _print(drilled)
    if certificate is not None:
        written = {"at": datetime.now(UTC).isoformat(timespec="seconds"), "database": _place(copy), **asdict(drilled)}
        certificate.write_text(json.dumps(written | {"passed": drilled.passed}, indent=2) + "\n", encoding="utf-8")
    if not drilled.passed:
        raise typer.Exit(FAILED)


async def _drill_at(copy: str, real: str, lot: str | None) -> Drilled:
    from chassis.clock import SystemClock
    from chassis.data.database import Database
    from chassis.refusals import Refusal
    from chassis.work import Transactions

    if _place(copy) == _place(real):
        raise Refusal("This is the real database: restore a backup into another one, and give its address.")
    database = Database(copy, 2, "recall-drill")
    try:
        transactions = Transactions(database, SystemClock())
        await require_nobody_works_there(transactions)
        return await drill_on(transactions, lot)
    finally:
        await database.dispose()


def _place(address: str) -> str:
    from sqlalchemy import make_url

    url = make_url(address)
    return f"{url.host or url.query.get('host', '')}:{url.port or 5432}/{url.database}"


async def require_nobody_works_there(transactions: "Transactions") -> None:
    """Raises Refusal when a service is connected: then it is no copy, whatever its address says."""
    from sqlalchemy import text

    from chassis.refusals import Refusal

    connected = text(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
        " AND application_name IN ('inventory-api', 'inventory-worker')"
    )
    async with transactions.begin(reading=True) as work:
        if await work.scalar(connected):
            raise Refusal("A service works on this database, so it is no copy: restore a backup into another one.")


async def drill_on(transactions: "Transactions", lot: str | None) -> Drilled:
    """Recall a lot there in a transaction that is rolled back. Raises Refusal when there is no such lot."""
    from chassis.access.access import Access
    from chassis.access.actors import SYSTEM
    from services.inventory.access import POLICY, USES_READ

    found: list[Drilled] = []
    try:
        async with transactions.begin(access=Access(POLICY, SYSTEM, USES_READ)) as work:
            found.append(await _recall(work, *await _chosen(work, lot)))
            raise _Over
    except _Over:
        pass
    async with transactions.begin(reading=True) as work:
        nothing_kept = not await _kept(work)
    drilled = found[0]
    return Drilled(**{**vars(drilled), "checks": drilled.checks | {"nothing of the drill was kept": nothing_kept}})


async def _chosen(work: "Work", lot: str | None) -> tuple[str, str]:
    from sqlalchemy import text

    from chassis.refusals import Refusal

    if lot is not None:
        gtin, slash, number = lot.partition("/")
        if not slash or not number:
            raise typer.BadParameter("--lot needs GTIN/LOT, such as 09506000134352/NP24A.")
        return gtin, number
    most_used = text(
        "SELECT gtin, lot FROM balances WHERE NOT EXISTS (SELECT FROM recalls WHERE recalls.gtin = balances.gtin"
        " AND recalls.lot = balances.lot AND recalls.withdrawn_at IS NULL) GROUP BY gtin, lot"
        " ORDER BY sum(on_hand + reserved) > 0 DESC, sum(used) DESC, gtin, lot LIMIT 1"
    )
    row = (await work.execute(most_used)).first()
    if row is None:
        raise Refusal("There is no lot that is not recalled: the copy is empty, or everything in it is recalled.")
    return row.gtin, row.lot


async def _recall(work: "Work", gtin: str, lot: str) -> Drilled:
    from services.inventory.commands.recall_letters import release_letters
    from services.inventory.commands.recalls import recall
    from services.inventory.forms.recalls import RecallForm
    from services.inventory.queries.recalls import show_recall
    from services.inventory.queries.reconciliations import show_reconciliation

    begun = perf_counter()
    recall_id = await recall(work, RecallForm(gtin=gtin, lot=lot, reason=_WHY))
    shown = await show_recall(work, recall_id)
    sheet = await show_reconciliation(work, recall_id)
    took = perf_counter() - begun
    return await _judged(work, shown, sheet, took, await release_letters(work, recall_id))


async def _judged(work: "Work", shown: "RecallView", sheet: "ReconciliationView", took: float, letters: int) -> Drilled:
    patients = {use.patient_id for use in shown.trace}
    return Drilled(
        gtin=shown.gtin,
        lot=shown.lot,
        seconds=round(took, 3),
        clinics=len(sheet.clinics),
        quarantined=sum(each.quarantined for each in shown.clinics),
        released_reservations=sum(each.released_reservations for each in shown.clinics),
        uses=len(shown.trace),
        patients=len(patients),
        letters=letters,
        came=sheet.total.came,
        sheet=sheet.total.model_dump(exclude={"came"}),
        checks={
            "what came is used, put aside, gone or accounted for": sheet.adds_up,
            "every use that is stored is in the list": len(shown.trace) == await _stored(work, shown, "count(*)"),
            "every patient of it is in the list": len(patients)
            == await _stored(work, shown, "count(DISTINCT patient_id)"),
            "every patient has a letter": letters == len(patients),
            "nothing of it is on a shelf": sheet.total.on_shelf == 0,
        },
    )


async def _stored(work: "Work", shown: "RecallView", what: str) -> Any:
    """The same by a statement of its own: the list is compared with the rows, not with itself."""
    from sqlalchemy import text

    rows = text(f"SELECT {what} FROM uses WHERE gtin = :gtin AND lot = :lot AND withdrawn_at IS NULL")  # noqa: S608
    return await work.scalar(rows, {"gtin": shown.gtin, "lot": shown.lot})


async def _kept(work: "Work") -> Any:
    from sqlalchemy import text

    return await work.scalar(text("SELECT count(*) FROM recalls WHERE reason = :why"), {"why": _WHY})


def _print(drilled: Drilled) -> None:
    out.print("Recall drill", style="bold")
    out.print(f"Lot {drilled.lot} of {drilled.gtin}, on a copy of the data.", markup=False)
    out.print(
        f"In {drilled.seconds:.3f} s: {drilled.patients} patients of {drilled.uses} uses,"
        f" {drilled.quarantined} cartridges put aside at {drilled.clinics} clinics,"
        f" {drilled.released_reservations} reservations released, {drilled.letters} letters.",
        markup=False,
    )
    places = ", ".join(f"{count} {place}" for place, count in drilled.sheet.items() if count)
    out.print(f"{drilled.came} came = {places or 'nothing'}.", markup=False)
    for check, holds in drilled.checks.items():
        out.print(f"{'✓' if holds else '✗'} {check}", style=None if holds else "red", markup=False)
    out.print("Passed." if drilled.passed else "NOT passed.", style="green" if drilled.passed else "red")
