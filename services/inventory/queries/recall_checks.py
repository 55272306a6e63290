"""Recall notices against what the chain has and had."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from chassis.data.rows import Row
from chassis.work import Work
from services.inventory.domain.notices import Notice, read_codes
from services.inventory.domain.recall_checks import Chain, Finding, Verdict, examine, nearest
from services.inventory.domain.refusals import NoticeInvalid
from services.inventory.forms.recall_checks import (
    CheckedNoticeView,
    FdaNoticeForm,
    FoundLotView,
    FoundSerialView,
    LotAtView,
    RecallCheckForm,
    RecallCheckView,
    UnknownLotView,
    UnknownSerialView,
)
from services.inventory.store.known_lots import known_chain, serials_among
from services.inventory.store.recalled_serials import known_serials, numbered_cartridges, place_of
from services.inventory.store.recalls import standing_recalls
from services.inventory.store.reconciliations import counts_of_lots

_GRAVEST = (Verdict.YOURS, Verdict.UNCLEAR, Verdict.NONE)


@dataclass(frozen=True)
class _Stock:
    """What is known of the lots that were found."""

    counts: Mapping[tuple[str, str], list[Row]]
    recalls: Mapping[tuple[str, str], UUID]
    serials: Mapping[tuple[str, str], Row]
    """By (GTIN, serial number)."""
    numbers: Mapping[tuple[str, str], Collection[str]]
    """The serial numbers that came of lots of which a notice names one that did not."""


async def check_recall(work: Work, form: RecallCheckForm) -> RecallCheckView:
    """Which of the notices concern the chain, and where what they name is. Raises NoticeInvalid, NoticeUnreadable."""
    notices = _notices(form)
    chain = await known_chain(work)
    named = [_serials_of(each, chain) for each in notices]
    known = await serials_among(work, {pair for each in named for pair in each})
    written = chain.by_writing()
    found = [
        (each, examine(each, chain, written, frozenset(known & serials)))
        for each, serials in zip(notices, named, strict=True)
    ]
    shown = [(notice, finding) for notice, finding in found if finding.verdict is not Verdict.NONE or finding.products]
    stock = await _stock(work, [finding for _, finding in shown])
    return RecallCheckView(
        verdict=min((finding.verdict for _, finding in found), key=_GRAVEST.index),
        checked=len(notices),
        notices=[_view(notice, finding, chain, stock) for notice, finding in shown],
    )


def _notices(form: RecallCheckForm) -> list[Notice]:
    if not form.codes and not form.results:
        raise NoticeInvalid("Nothing is to be tried: send the codes of the notice, or the results of openFDA.")
    by_codes = [Notice(words="", named=read_codes(form.codes))] if form.codes else []
    return by_codes + [_of_fda(each) for each in form.results]


def _of_fda(form: FdaNoticeForm) -> Notice:
    return Notice(
        words=form.code_info,
        number=form.recall_number or form.product_res_number,
        description=form.product_description,
        firm=form.recalling_firm,
        reason=form.reason_for_recall,
    )


def _serials_of(notice: Notice, chain: Chain) -> set[tuple[str, str]]:
    """What may be serial numbers of ours: a code says so; of words, each is tried where the product is named."""
    if notice.named:
        named = ((chain.product_of(each.gtin), each.serial) for each in notice.named)
        return {(product, serial) for product, serial in named if product and serial}
    products = {product for gtin in notice.gtins if (product := chain.product_of(gtin))}
    return {(product, token) for product in products for token in notice.tokens if len(token) <= 20}


async def _stock(work: Work, findings: Sequence[Finding]) -> _Stock:
    keys = sorted({lot for finding in findings for lot in finding.lots})
    numbers = {number for finding in findings for number in finding.serials}
    counts: defaultdict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in await counts_of_lots(work, keys):
        counts[row.of_gtin, row.of_lot].append(row)
    numbered = {(row.gtin, row.serial): row for row in await numbered_cartridges(work, numbers)}
    strange = {(gtin, lot) for finding in findings for gtin, lot, _ in finding.unknown_serials if lot is not None}
    return _Stock(counts, await standing_recalls(work, keys), numbered, await known_serials(work, strange))


def _serial(row: Row) -> FoundSerialView:
    return FoundSerialView.model_validate({**row._mapping, "place": place_of(row)})


def _view(notice: Notice, finding: Finding, chain: Chain, stock: _Stock) -> CheckedNoticeView:
    lots_of = {gtin: [lot for of, lot in chain.lots if of == gtin] for gtin in {gtin for gtin, _ in finding.unknown}}
    return CheckedNoticeView(
        number=notice.number,
        description=notice.description,
        reason=notice.reason,
        verdict=finding.verdict,
        because=finding.because,
        products=list(finding.products),
        lots=[
            FoundLotView(
                gtin=gtin,
                product=chain.products.get(gtin),
                lot=lot,
                recall_id=stock.recalls.get((gtin, lot)),
                clinics=_at(stock.counts.get((gtin, lot), ())),
            )
            for gtin, lot in finding.lots
        ],
        serials=[_serial(stock.serials[key]) for key in sorted(finding.serials)],
        unknown=[
            UnknownLotView(gtin=gtin, lot=lot, nearest=nearest(lot, lots_of[gtin])) for gtin, lot in finding.unknown
        ],
        unknown_serials=[
            UnknownSerialView(
                gtin=gtin,
                lot=lot,
                serial=serial,
                nearest=nearest(serial, () if lot is None else stock.numbers[gtin, lot]),
            )
            for gtin, lot, serial in finding.unknown_serials
        ],
    )


def _at(rows: Sequence[Row]) -> list[LotAtView]:
    return [
        LotAtView(
            clinic_id=row.of_clinic,
            clinic=row.clinic,
            on_shelf=(row.on_hand or 0) + (row.reserved or 0),
            quarantine=row.quarantine or 0,
            in_transit=row.in_transit or 0,
            used=row.used or 0,
            gone=(row.returned or 0) + (row.discarded or 0) + (row.lost or 0),
            unaccounted=row.unaccounted,
        )
        for row in rows
    ]
