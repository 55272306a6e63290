"""A label is read, with what the books say of it. Nothing is changed."""

from uuid import UUID

from sqlalchemy import select

from chassis.work import Work
from services.inventory.commands.labels import read_scans, unpacked
from services.inventory.domain.expiries import local_day, usable_on
from services.inventory.domain.places import Place
from services.inventory.domain.receipts import Labelled
from services.inventory.domain.refusals import ClinicUnknown, ScanUnreadable
from services.inventory.domain.serials import place_now
from services.inventory.forms.labels import LabelView
from services.inventory.store.moved_serials import where_lot_went
from services.inventory.store.recalled_serials import place_of, recalled_among
from services.inventory.store.recalls import standing_recalls
from services.inventory.store.serials import find_serial
from services.inventory.tables import balances, clinics, packages, products

_COUNTS = ("on_hand", "reserved", "quarantine", "in_transit")


async def read_scanned(work: Work, clinic_id: UUID, scan: str) -> LabelView:
    """What a label says, and where its lot and its cartridge are. Raises ClinicUnknown, ScanUnreadable."""
    zone = await work.scalar(select(clinics.c.time_zone).where(clinics.c.id == clinic_id))
    if zone is None:
        raise ClinicUnknown("Inventory does not know this clinic yet. If it has just been opened, try again shortly.")
    today = local_day(work.now, zone)
    scans = {0: (scan, None)}
    labels, unread = read_scans(scans, today)
    if unread:
        raise ScanUnreadable("{problem}", problem=unread[0][0], code=unread[0][0].code)
    printed, label = labels[0], (await unpacked(work, scans, labels))[0]
    said = {name: getattr(label, name) for name in ("gtin", "lot", "expires_on", "made_on", "serial", "typed")}
    place, place_clinic_id = await _place_of(work, label)
    return LabelView(
        **said,
        product=await work.scalar(select(products.c.name).where(products.c.gtin == label.gtin)),
        level=await work.scalar(select(packages.c.level).where(packages.c.gtin == printed.gtin)),
        quantity=label.quantity,
        expired=not usable_on(label.expires_on, today),
        recall_id=await _recall_of(work, label),
        place=place,
        place_clinic_id=place_clinic_id,
        **await _counts(work, clinic_id, label),
    )


async def _counts(work: Work, clinic_id: UUID, label: Labelled) -> dict[str, int]:
    of = balances.c
    this = (of.clinic_id == clinic_id) & (of.gtin == label.gtin) & (of.lot == label.lot)
    row = (await work.execute(select(balances).where(this))).first()
    return {name: getattr(row, name) if row else 0 for name in _COUNTS}


async def _recall_of(work: Work, label: Labelled) -> UUID | None:
    of_lot = await standing_recalls(work, [(label.gtin, label.lot)])
    if label.serial is None or of_lot:
        return of_lot.get((label.gtin, label.lot))
    named = (await recalled_among(work, {(label.gtin, label.serial)})).values()
    return next((row.id for row in named), None)


async def _place_of(work: Work, label: Labelled) -> tuple[str | None, UUID | None]:
    row = await find_serial(work, label.gtin, label.serial) if label.serial else None
    if row is None:
        return None, None
    if row.used_in or row.discarded_in or row.clinic_id is None:
        return place_of(row).value, row.clinic_id
    went = await where_lot_went(work, row.clinic_id, row.gtin, row.lot)
    return place_now(Place(row.place), went).value, row.clinic_id
