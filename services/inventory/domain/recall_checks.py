"""Whether a recall notice concerns the chain: what it says, against the products, lots and suppliers that are known.

A lot that one of ours merely resembles is never called ours, and a notice that only a person can read is never
called harmless: it is `unclear`.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from rapidfuzz import fuzz, process, utils
from rapidfuzz.distance import OSA

from chassis.refusals import Phrase
from services.inventory.domain.notices import Notice

_IN_WORDS_ONLY = re.compile(
    r"\b(all|any|every|through|thru|to|and (higher|lower|above|below)|beginning|starting|within|see|attached|between"
    r"|prior|before|after)\b|\d{3,}\s*[-–]\s*[A-Z]*\d{3,}",
    re.IGNORECASE,
)
"""Words by which a notice means lots that it does not list one by one."""
_SHORTEST = 4
"""Characters of a lot that is believed to be meant where nothing names the product."""
_RESEMBLES = 85.0
"""Of 100, as rapidfuzz compares sets of words; below it two names are of different things."""
_NEAREST = 3


class Verdict(StrEnum):
    """Whether a notice concerns the chain."""

    YOURS = "yours"
    """Lots or cartridges that came to the chain are named."""
    UNCLEAR = "unclear"
    """A person has to compare the notice with the shelf; ``because`` says why."""
    NONE = "none"
    """Nothing that it names was ever in the chain."""


class NoticeDoubt(StrEnum):
    """Why a person has to compare."""

    PRODUCT_NOT_NAMED = "product_not_named"
    """A lot of this name was in the chain; the notice names no GTIN of its product."""
    LOTS_IN_WORDS = "lots_in_words"
    """It is about a product of the chain, or may be, and says in words which lots are meant, such as a range."""
    NO_LOT_OF_OURS = "no_lot_of_ours"
    """It is about a product of the chain, and no lot or number in it is one that came."""


@dataclass(frozen=True)
class Chain:
    """What the chain knows."""

    products: Mapping[str, str]
    """Names by GTIN."""
    packages: Mapping[str, str]
    """The product's GTIN by that of a box or case."""
    suppliers: tuple[str, ...]
    lots: frozenset[tuple[str, str]]
    """(GTIN, lot) of everything that was received, or opened without."""

    def product_of(self, gtin: str) -> str | None:
        """The GTIN of the single unit; None: no product of the chain has it."""
        product = self.packages.get(gtin, gtin)
        return product if product in self.products else None

    def by_writing(self) -> dict[str, list[tuple[str, str]]]:
        """The lots by how they are written in capitals: authorities publish them so."""
        found: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
        for gtin, lot in sorted(self.lots):
            found[lot.upper()].append((gtin, lot))
        return dict(found)


@dataclass
class Finding:
    """What one notice is about, as far as the chain goes."""

    verdict: Verdict
    because: NoticeDoubt | None = None
    products: tuple[str, ...] = ()
    """GTINs of products of the chain that it names."""
    lots: tuple[tuple[str, str], ...] = ()
    """(GTIN, lot) that it names and that came."""
    unknown: tuple[tuple[str, str], ...] = ()
    """(GTIN, lot) that codes name, of a product of the chain, and that never came."""
    serials: frozenset[tuple[str, str]] = field(default_factory=frozenset)
    """(GTIN, serial number) that it names and that came."""
    unknown_serials: tuple[tuple[str, str | None, str], ...] = ()
    """(GTIN, lot if it says one, serial number) that codes name, of a product of the chain, and that never came."""


def examine(
    notice: Notice,
    chain: Chain,
    written: Mapping[str, list[tuple[str, str]]],
    serials: frozenset[tuple[str, str]] = frozenset(),
) -> Finding:
    """What a notice is about. ``written`` is `Chain.by_writing`; ``serials`` those of ours that its words name."""
    if notice.named:
        return _by_codes(notice, chain, serials)
    named = {product for gtin in notice.gtins if (product := chain.product_of(gtin))}
    of_lots = {each for token in notice.tokens for each in written.get(token.upper(), ())}
    products = tuple(sorted(named))
    if named:
        found = tuple(sorted(each for each in of_lots if each[0] in named))
        in_words = NoticeDoubt.LOTS_IN_WORDS if _IN_WORDS_ONLY.search(notice.words) else None
        if found or serials:
            return Finding(Verdict.YOURS, in_words, products, found, serials=serials)
        if in_words:
            return Finding(Verdict.UNCLEAR, in_words, products)
        return Finding(Verdict.NONE, NoticeDoubt.NO_LOT_OF_OURS, products)
    alike = _may_be_ours(notice, chain)
    believed = tuple(sorted(each for each in of_lots if len(each[1]) >= _SHORTEST or each[0] in alike))
    if believed:
        return Finding(Verdict.UNCLEAR, NoticeDoubt.PRODUCT_NOT_NAMED, (), believed)
    if alike and _IN_WORDS_ONLY.search(notice.words):
        return Finding(Verdict.UNCLEAR, NoticeDoubt.LOTS_IN_WORDS, tuple(sorted(alike)))
    return Finding(Verdict.NONE)


def _by_codes(notice: Notice, chain: Chain, serials: frozenset[tuple[str, str]]) -> Finding:
    named = [(product, each) for each in notice.named if (product := chain.product_of(each.gtin))]
    of_lots = {(product, each.lot) for product, each in named if each.lot is not None and each.serial is None}
    found = tuple(sorted(of_lots & chain.lots))
    missing = tuple(sorted(of_lots - chain.lots))
    single = {(product, each.lot, each.serial) for product, each in named if each.serial is not None}
    strange = tuple(sorted((each for each in single if (each[0], each[2]) not in serials), key=str))
    products = tuple(sorted({product for product, _ in named}))
    verdict = Verdict.YOURS if found or serials else Verdict.NONE
    because = NoticeDoubt.NO_LOT_OF_OURS if products and verdict is Verdict.NONE else None
    return Finding(verdict, because, products, found, missing, serials, strange)


def _may_be_ours(notice: Notice, chain: Chain) -> set[str]:
    """Products that a notice without a GTIN may be about: its words are like theirs, or its firm like a supplier."""
    by_firm = notice.firm and any(_alike(notice.firm, each) for each in chain.suppliers)
    if by_firm:
        return set(chain.products)
    return {gtin for gtin, name in chain.products.items() if _alike(name, notice.description)}


def _alike(one: str, other: str) -> bool:
    return fuzz.token_set_ratio(one, other, processor=utils.default_process) >= _RESEMBLES


def meant(near: Sequence[str]) -> Phrase:
    """The question that helps whoever wrote a lot in another way than its box has it."""
    if not near:
        return Phrase("No lot that came is like it.")
    return Phrase("Was one of these meant: {near}?" if near[1:] else "Was {near} meant?", {"near": list(near)})


def nearest(lot: str, known: Iterable[str]) -> list[str]:
    """Lots that ``lot`` may have been meant as, the nearest first: at most a third of its characters are otherwise.

    Two that changed places count as one (optimal string alignment); capital and small letters are alike.
    """
    most = max(1, min(3, len(lot) // 3))
    found = process.extract(
        lot, sorted(set(known)), scorer=OSA.distance, processor=str.upper, score_cutoff=most, limit=_NEAREST
    )
    return [each for each, _, _ in found]
