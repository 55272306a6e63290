"""``needlepoint recall drill``: a recall on a copy of the data, timed, with a certificate of what was found.

The copy is a database that was restored from a backup, so a drill also shows that the backup can be used. Everything
is done in one transaction that is rolled back, so even the copy is as it was, and no event is ever published.
"""

import asyncio
import json
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

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
from needlepoint.operate.recall_on_copy import Drilled, Named, drill_on

if TYPE_CHECKING:
    from chassis.work import Transactions

Copy = Annotated[
    str,
    typer.Option(
        envvar="NEEDLEPOINT_DRILL_DATABASE_URL",
        help="The address of a copy of inventory's database, such as one that was restored from a backup.",
    ),
]
Lot = Annotated[
    list[str] | None,
    typer.Option(
        help="GTIN/LOT to recall; repeat it for several lots of a product (default: the lot in stock that was used"
        " most, not recalled)."
    ),
]
Serial = Annotated[
    list[str] | None, typer.Option(help="Recall only this cartridge of the --lot, by its serial number; repeat it.")
]
Certificate = Annotated[
    Path | None, typer.Option("--certificate", dir_okay=False, help="Write the certificate as JSON to this file.")
]
FAILED = 5
"""The exit code when something of the drill does not add up."""


def drill(
    copy: Copy = "",
    lot: Lot = None,
    serial: Serial = None,
    certificate: Certificate = None,
    folder: Folder = FOLDER,
) -> None:
    """Recall lots or cartridges on a copy of the data, and say how long it took and whether it adds up. Keeps nothing.

    Exits with 0 when everything adds up, 5 when not, 1 when it is refused. Example: needlepoint recall drill --copy
    postgresql+asyncpg://inventory_owner:…@host/inventory_restored --certificate drill.json
    """
    if not copy:
        raise typer.BadParameter("Give --copy, the address of a restored copy: a drill never runs on the real data.")
    named = named_by(lot or [], serial or [])
    service = service_named("inventory")
    real = settings_for(service, folder).database_url.get_secret_value()
    with refusals_as_words(), database_troubles_as_words("inventory"):
        drilled = asyncio.run(_drill_at(copy, real, named))
    _print(drilled)
    if certificate is not None:
        written = {"at": datetime.now(UTC).isoformat(timespec="seconds"), "database": _place(copy), **asdict(drilled)}
        certificate.write_text(json.dumps(written | {"passed": drilled.passed}, indent=2) + "\n", encoding="utf-8")
    if not drilled.passed:
        raise typer.Exit(FAILED)


def named_by(lots: list[str], serials: list[str]) -> Named | None:
    """What to recall; None: the drill chooses. Raises BadParameter when a notice could not name it so."""
    if not lots and serials:
        raise typer.BadParameter("--serial needs the --lot of the cartridge, such as --lot 09506000134352/NP24A.")
    if not lots:
        return None
    parts = [each.partition("/") for each in lots]
    if not all(gtin and number for gtin, _, number in parts):
        raise typer.BadParameter("--lot needs GTIN/LOT, such as 09506000134352/NP24A.")
    gtins = {gtin for gtin, _, _ in parts}
    if len(gtins) > 1:
        raise typer.BadParameter("All --lot of a drill are of one product, as in a notice: run one for each product.")
    if serials and len(parts) > 1:
        raise typer.BadParameter("--serial is of one lot: give one --lot with it.")
    return Named(gtins.pop(), tuple(number for _, _, number in parts), tuple(serials))


async def _drill_at(copy: str, real: str, named: Named | None) -> Drilled:
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
        return await drill_on(transactions, named)
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


def _print(drilled: Drilled) -> None:
    out.print("Recall drill", style="bold")
    only = f", only {', '.join(drilled.serials)}" if drilled.serials else ""
    lots = f"Lot{'s' if len(drilled.lots) > 1 else ''} {', '.join(drilled.lots)} of {drilled.gtin}{only}"
    out.print(f"{lots}, on a copy of the data.", markup=False)
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
