"""Labels that people scan, or products and lots that they name by hand, as cartridges."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Protocol

from sqlalchemy import select

from cartridge_codes.gs1 import ScanRefused, read_label
from chassis.refusals import FieldError, Invalid, Phrase
from chassis.work import Work
from services.inventory.commands.products import read_gtin
from services.inventory.domain.recall_checks import meant
from services.inventory.domain.receipts import Labelled, contradictions
from services.inventory.domain.refusals import GtinInvalid
from services.inventory.store.known_lots import lots_alike
from services.inventory.store.lots import expiries_of
from services.inventory.store.products import packed_in
from services.inventory.tables import products


class Scanned(Protocol):
    """An item that may have been scanned."""

    @property
    def scan(self) -> str | None: ...


class Named(Scanned, Protocol):
    """An item that is scanned, or whose product and lot are given."""

    @property
    def gtin(self) -> str | None: ...
    @property
    def lot(self) -> str | None: ...
    @property
    def serial(self) -> str | None: ...
    @property
    def quantity(self) -> int | None: ...


Scan = tuple[str, int | None]
"""What the scanner sent, and how many carry that label, when that was said."""
Problems = dict[int, list[Phrase]]
"""What is wrong, by item."""


def read_scans(scans: Mapping[int, Scan], today: date) -> tuple[dict[int, Labelled], Problems]:
    """The labels that could be read, and why the others could not, by item."""
    labels: dict[int, Labelled] = {}
    unread: Problems = {}
    for number, (text, said) in scans.items():
        try:
            label = read_label(text, today=today)
        except ScanRefused as refused:
            unread[number] = [Phrase(refused.sentence, refused.values, refused.fault.name)]
        else:
            code, quantity = label.code, said or label.count or 1
            read = (code.gtin, code.lot, code.expires_on, code.serial, quantity)
            labels[number] = Labelled(*read, code.made_on, label.count, label.typed)
    return labels, unread


async def unpacked(work: Work, scans: Mapping[int, Scan], labels: Mapping[int, Labelled]) -> dict[int, Labelled]:
    """The labels with the units inside where they are of a box or case."""
    packed = await packed_in(work, {each.gtin for each in labels.values()})
    return {
        number: each.unpacked(box.product, box.units, scans[number][1] or 1) if (box := packed.get(each.gtin)) else each
        for number, each in labels.items()
    }


async def read_lines(work: Work, items: Sequence[Named], today: date) -> tuple[dict[int, Labelled], Problems]:
    """What items mean, scanned or named by hand, and what is wrong with the others.

    A lot that is named has to be known in the chain, because nobody read its expiry; one that is scanned need not be,
    but a label that contradicts what is known of the lot is a problem.
    """
    scans = {number: (item.scan, item.quantity) for number, item in enumerate(items) if item.scan is not None}
    labels, problems = read_scans(scans, today)
    labels = await unpacked(work, scans, labels)
    named, wrong = _named({number: item for number, item in enumerate(items) if item.scan is None})
    keys = {(each.gtin, each.lot) for each in labels.values()} | {(gtin, lot) for gtin, lot, *_ in named.values()}
    expiries = await expiries_of(work, keys)
    problems |= wrong | contradictions(labels, expiries) | await _of_no_product(work, labels)
    for number, (gtin, lot, serial, quantity) in named.items():
        if (gtin, lot) in expiries:
            labels[number] = Labelled(gtin, lot, expiries[gtin, lot], serial, quantity, typed=True)
        else:
            near = meant(await lots_alike(work, gtin, lot))
            sentence = "Lot {lot} of {gtin} is not known: compare it with the label, or scan the label. {meant}"
            problems[number] = [Phrase(sentence, {"lot": lot, "gtin": gtin, "meant": near})]
    for number, each in labels.items():
        if each.serial is not None and each.quantity != 1:
            problems[number] = [
                Phrase(
                    "Cartridge {serial} has a serial number, so there is one of it: scan each.", {"serial": each.serial}
                )
            ]
    return labels, problems


def refuse_items(items: Sequence[Scanned], problems: Problems, refusal: type[Invalid], sentence: str) -> None:
    """Raises the refusal, with each problem as an error of its item, when any item has one.

    The sentence may name ``wrong``, ``items``, ``first`` (counted from 1) and ``problem``.
    """
    if not problems:
        return
    errors = [
        FieldError(
            f"items.{number}.{'scan' if items[number].scan is not None else 'lot'}",
            said.sentence,
            values=said.values,
            code=said.code,
        )
        for number in sorted(problems)
        for said in problems[number]
    ]
    raise refusal(
        sentence,
        errors=errors,
        wrong=len(problems),
        items=len(items),
        first=min(problems) + 1,
        problem=errors[0],
    )


def _named(items: Mapping[int, Named]) -> tuple[dict[int, tuple[str, str, str | None, int]], Problems]:
    named: dict[int, tuple[str, str, str | None, int]] = {}
    wrong: Problems = {}
    for number, item in items.items():
        try:
            named[number] = (read_gtin(item.gtin or ""), item.lot or "", item.serial, item.quantity or 1)
        except GtinInvalid as refused:
            wrong[number] = [Phrase(refused.sentence, refused.values)]
    return named, wrong


async def _of_no_product(work: Work, labels: Mapping[int, Labelled]) -> Problems:
    gtins = {each.gtin for each in labels.values()}
    known = set((await work.execute(select(products.c.gtin).where(products.c.gtin.in_(sorted(gtins))))).scalars())
    sentence = "Product {gtin} is not in the catalogue: have it added there, or take it off this list."
    return {
        number: [Phrase(sentence, {"gtin": each.gtin})] for number, each in labels.items() if each.gtin not in known
    }
