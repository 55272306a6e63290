"""What a recall notice names: one product, and its lots, or cartridges of them by serial number."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from cartridge_codes.gs1 import Named
from chassis.refusals import FieldError, Phrase
from chassis.work import Work
from services.inventory.commands.products import read_gtin
from services.inventory.domain.notices import read_codes
from services.inventory.domain.refusals import NoticeInvalid
from services.inventory.forms.recall_notices import RecallNoticeForm
from services.inventory.store.pairs import among
from services.inventory.store.products import packed_in
from services.inventory.tables import serials


@dataclass(frozen=True)
class NoticeNames:
    """The lots of a notice."""

    lots: Sequence[str]
    """All of them, in order."""
    numbers: Mapping[str, Sequence[str]]
    """The only cartridges of a lot that are meant, in order, by lot; of a lot that is not here, all are."""


async def named_by(work: Work, form: RecallNoticeForm) -> tuple[str, NoticeNames]:
    """The product of single units, and what of it is meant. Raises NoticeInvalid, NoticeUnreadable, GtinInvalid."""
    codes = read_codes(form.codes)
    if not form.lots and not codes and not form.parts:
        raise NoticeInvalid("A notice names at least one lot: give its lots, or the codes that are on it.")
    gtin = await _product(work, codes, form.gtin)
    whole = {*form.lots, *(each.lot for each in codes if each.lot is not None and each.serial is None)}
    numbers: defaultdict[str, set[str]] = defaultdict(set)
    for part in form.parts:
        numbers[part.lot] |= set(part.serials)
    for lot, serial in await _numbered(work, gtin, codes):
        numbers[lot].add(serial)
    if both := sorted(whole & numbers.keys()):
        raise NoticeInvalid(
            "Lot {lot} is named whole, and by serial numbers: leave out one of the two, as the notice means it.",
            errors=[
                FieldError("lots", "Lot {lot} is named by serial numbers as well.", values={"lot": each})
                for each in both
            ],
            lot=both[0],
        )
    return gtin, NoticeNames(sorted(whole | numbers.keys()), {lot: sorted(each) for lot, each in numbers.items()})


async def _product(work: Work, codes: Sequence[Named], gtin: str | None) -> str:
    gtins = {each.gtin for each in codes} | ({read_gtin(gtin)} if gtin else set())
    boxes = await packed_in(work, gtins)
    products = sorted({boxes[each].product if each in boxes else each for each in gtins})
    if len(products) != 1:
        named = Phrase("It names {count}: {products}.", {"count": len(products), "products": products})
        raise NoticeInvalid(
            "A notice is about one product. {named} Enter a notice for each, with its gtin.",
            errors=[FieldError("gtin", "Give the GTIN of the one product.")],
            named=named if products else Phrase("It names none."),
        )
    return products[0]


async def _numbered(work: Work, gtin: str, codes: Iterable[Named]) -> list[tuple[str, str]]:
    """(lot, serial number) of codes that name one cartridge; its lot is looked up where the code does not say it."""
    single = [(at, each.lot, each.serial) for at, each in enumerate(codes) if each.serial is not None]
    without = {(gtin, serial) for _, lot, serial in single if lot is None}
    of = serials.c
    known = select(of.serial, of.lot).where(among(of.gtin, of.serial, without))
    lots = {row.serial: row.lot for row in await work.execute(known)} if without else {}
    errors = [
        FieldError(f"codes.{at}", "No cartridge {serial} came: give its lot too, GS1 (10).", values={"serial": serial})
        for at, lot, serial in single
        if lot is None and serial not in lots
    ]
    if errors:
        raise NoticeInvalid(
            "A code names a cartridge by its serial number alone, and none with it came: give its lot under parts.",
            errors=errors,
        )
    return [(lot or lots[serial], serial) for _, lot, serial in single]
