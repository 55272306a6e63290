"""Every lot that the chain knows: received, or opened without having been received."""

from collections.abc import Collection

from sqlalchemy import func, select, union

from chassis.work import Work
from services.inventory.domain.recall_checks import Chain, meant, nearest
from services.inventory.domain.refusals import LotUnknown
from services.inventory.store.pairs import among
from services.inventory.tables import incidents, lots, packages, products, recalls, serials, suppliers


async def known_lots(work: Work, gtin: str) -> set[str]:
    """The lots of a product, and those that are barred. One that was opened and never received has an incident."""
    named = [select(each.c.lot).where(each.c.gtin == gtin) for each in (lots, incidents)]
    barred = select(recalls.c.lot).where(recalls.c.gtin == gtin, recalls.c.withdrawn_at.is_(None))
    return set((await work.execute(union(*named, barred))).scalars())


async def lots_alike(work: Work, gtin: str, lot: str) -> list[str]:
    """Other lots of the product that are written like this one, the nearest first."""
    return nearest(lot, await known_lots(work, gtin) - {lot})


async def lot_unknown(work: Work, sentence: str, gtin: str, lot: str) -> LotUnknown:
    """The refusal of a lot that is not there; the sentence names ``lot``, ``gtin`` and what was perhaps ``meant``.

    ``nearest`` of the answer lists lots of the product that are written alike, letter case aside.
    """
    near = await lots_alike(work, gtin, lot)
    return LotUnknown(sentence, lot=lot, gtin=gtin, meant=meant(near), nearest=near)


async def known_chain(work: Work) -> Chain:
    """Products, packages, suppliers and lots: thousands at most, whatever the number of cartridges."""
    of_products = (await work.execute(select(products.c.gtin, products.c.name))).all()
    of_packages = (await work.execute(select(packages.c.gtin, packages.c.product_gtin))).all()
    of_lots = union(*(select(each.c.gtin, each.c.lot) for each in (lots, incidents)))
    return Chain(
        products={row.gtin: row.name for row in of_products},
        packages={row.gtin: row.product_gtin for row in of_packages},
        suppliers=tuple((await work.execute(select(suppliers.c.name))).scalars()),
        lots=frozenset((row.gtin, row.lot) for row in await work.execute(of_lots)),
    )


async def serials_among(work: Work, named: Collection[tuple[str, str]]) -> set[tuple[str, str]]:
    """Those of (GTIN, serial number) that were received or opened."""
    if not named:
        return set()
    these = among(serials.c.gtin, serials.c.serial, named)
    return {(row.gtin, row.serial) for row in await work.execute(select(serials.c.gtin, serials.c.serial).where(these))}


async def lots_in_other_letters(work: Work, named: Collection[tuple[str, str]]) -> dict[tuple[str, str], str]:
    """Of lots by (GTIN, lot) that never came, those that did, or are recalled, with other capital and small letters."""
    gtins, letters = sorted({gtin for gtin, _ in named}), sorted({lot.lower() for _, lot in named})
    came, barred = (
        select(each.c.gtin, each.c.lot).where(each.c.gtin.in_(gtins), func.lower(each.c.lot).in_(letters))
        for each in (lots, recalls)
    )
    rows = await work.execute(union(came, barred.where(recalls.c.withdrawn_at.is_(None))))
    known = {(row.gtin, row.lot) for row in rows}
    by_letters = {(gtin, lot.lower()): lot for gtin, lot in sorted(known)}
    return {
        (gtin, lot): by_letters[gtin, lot.lower()]
        for gtin, lot in named
        if (gtin, lot) not in known and (gtin, lot.lower()) in by_letters
    }


async def numbers_in_other_letters(work: Work, named: Collection[tuple[str, str]]) -> dict[tuple[str, str], str]:
    """The same of numbers by (GTIN, serial): with all letters of the other case, as Caps Lock writes them."""
    written = {
        (gtin, other): (gtin, serial)
        for gtin, serial in named
        for other in (serial.upper(), serial.lower(), serial.swapcase())
        if other != serial
    }
    seen = await serials_among(work, {*written, *named})
    return {written[key]: key[1] for key in sorted(seen & written.keys()) if written[key] not in seen}
