"""How the stock pages say what inventory answers. Pure."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from babel.numbers import format_currency, get_currency_precision

from chassis.language import locale_of
from services.console.pages.lists import Said
from services.console.pages.words import word

MOST_DIGITS = 7
"""Of a count."""
MOST_OFFERS = 3
"""Cures of one kind that are shown: the best of them."""


@dataclass(frozen=True)
class Cell:
    """One product at one clinic."""

    free: int
    reserved: int
    quarantine: int
    in_transit: int
    expiring: int
    low: bool
    lacking: int
    """Cartridges that sessions of the next days lack."""


@dataclass(frozen=True)
class Line:
    """One product at all clinics."""

    gtin: str
    product: str
    cells: Sequence[Cell | None]
    """In the order of the board's clinics; None: it never came there."""

    @property
    def free(self) -> int:
        """At all clinics together."""
        return sum(each.free for each in self.cells if each)


@dataclass(frozen=True)
class Board:
    """Products by clinics."""

    clinics: Sequence[tuple[str, str]]
    """Id and name, by name."""
    lines: Sequence[Line]


@dataclass(frozen=True)
class Press:
    """Something that cures, done with one press."""

    id: str
    action: str
    words: str
    values: Mapping[str, Any]
    fields: Mapping[str, Any]
    why: str = ""
    """Inventory's arithmetic, in its own words."""


@dataclass(frozen=True)
class Need:
    """Something that is lacking or expires, with its cures."""

    id: str
    said: Said
    presses: Sequence[Press]
    others: Sequence[Said] = field(default_factory=tuple)
    """Clinics that could help, and for which this person may not act."""
    order: Said | None = None
    """What is to be ordered, as the proposal says it."""


def board_of(
    clinics: Sequence[tuple[str, str]], overview: Iterable[Said], short: Iterable[Said], low: Iterable[Said]
) -> Board:
    """The board of these clinics, ids and names: every product that any of them has, had, or lacks."""
    rows = {(each["gtin"], each["clinic_id"]): each for each in overview}
    lacking = {(each["gtin"], each["clinic_id"]): each for each in short}
    is_low = {(each["gtin"], each["clinic_id"]) for each in low}
    known = {**lacking, **rows}
    products = sorted({(each["product"], each["gtin"]) for each in known.values()})
    return Board(
        clinics,
        [
            Line(gtin, name, [_cell(rows, lacking, is_low, (gtin, clinic)) for clinic, _ in clinics])
            for name, gtin in products
        ],
    )


def _cell(
    rows: Mapping[tuple[str, str], Said],
    lacking: Mapping[tuple[str, str], Said],
    low: set[tuple[str, str]],
    key: tuple[str, str],
) -> Cell | None:
    row, short = rows.get(key), lacking.get(key)
    if row is None and short is None:
        return None
    counts = {name: row[name] if row else 0 for name in ("free", "reserved", "quarantine", "in_transit", "expiring")}
    return Cell(**counts, low=key in low, lacking=short["cartridges"] if short else 0)


May = Callable[[str], bool]
"""Whether the person may act for a clinic, by its id."""


def shortages_of(short: Iterable[Said], proposals: Iterable[Said], may_move: May, may_order: May) -> list[Need]:
    """What is lacking, the soonest needed first, with who can send some and what can be ordered."""
    to_order = {
        (of["clinic_id"], each["gtin"]): each for of in proposals for each in of["proposals"] if each["packages"]
    }
    return [
        _shortage(each, to_order.get((each["clinic_id"], each["gtin"])), may_move, may_order)
        for each in sorted(short, key=lambda one: (one["first_needed_on"], one["id"]))
    ]


def _shortage(said: Said, proposal: Said | None, may_move: May, may_order: May) -> Need:
    offers = [each for each in said["transfers"] if each["spare"] > 0]
    presses = [_send_here(said, each) for each in offers if may_move(each["clinic_id"])][:MOST_OFFERS]
    if proposal is not None and may_order(said["clinic_id"]):
        presses.append(_order(said, proposal))
    others = [each for each in offers if not may_move(each["clinic_id"])][:MOST_OFFERS]
    return Need(said["id"], said, presses, others, proposal)


def _send_here(said: Said, offer: Said) -> Press:
    quantity = min(offer["spare"], said["cartridges"])
    return Press(
        id=f"send-{said['id']}-{offer['clinic_id']}",
        action=f"/c/{offer['clinic_id']}/stock/shortages/{said['id']}/send",
        words=word("Send {count} from {clinic}"),
        values={"count": quantity, "clinic": offer["clinic"] or offer["clinic_id"]},
        fields={"quantity": quantity},
    )


def _order(said: Said, proposal: Said) -> Press:
    return Press(
        id=f"order-{said['id']}",
        action=f"/c/{said['clinic_id']}/stock/shortages/{said['id']}/order",
        words=word("Put {count} on the order to {supplier}"),
        values={"count": proposal["quantity"], "supplier": proposal["supplier"]},
        fields={"gtin": proposal["gtin"], "packages": proposal["packages"]},
        why=proposal["sentence"],
    )


def expiring_of(expiring: Iterable[Said], may_move: May) -> list[Need]:
    """What expires unused, the soonest first, with the transfers that save most."""
    return [_expiring(each, may_move) for each in sorted(expiring, key=lambda one: (one["expires_on"], one["id"]))]


def _expiring(said: Said, may_move: May) -> Need:
    useful = [each for each in said["transfers"] if each["saved"] > 0][:MOST_OFFERS]
    return Need(
        said["id"],
        said,
        [_save(said, each) for each in useful] if may_move(said["clinic_id"]) else [],
        [] if may_move(said["clinic_id"]) else useful,
    )


def _save(said: Said, saving: Said) -> Press:
    return Press(
        id=f"save-{said['id']}-{saving['clinic_id']}",
        action=f"/c/{said['clinic_id']}/stock/expiring/{said['id']}/send",
        words=word("Send {count} to {clinic}"),
        values={"count": saving["saved"], "clinic": saving["clinic"] or saving["clinic_id"]},
        fields={"quantity": saving["saved"], "to_clinic_id": saving["clinic_id"]},
        why=saving["sentence"],
    )


def say_money(minor: int | None, currency: str | None, language: str) -> str:
    """An amount, such as ``€27.00``; a dash where no price is known."""
    if minor is None or currency is None:
        return "–"
    return str(format_currency(amount_of(minor, currency), currency, locale=locale_of(language)))


def amount_of(minor: int, currency: str) -> Decimal:
    """An amount in minor units, such as cents, with as many decimal places as its currency has."""
    return Decimal(minor).scaleb(-get_currency_precision(currency))


def id_in(given: str | None) -> str | None:
    """An id that an address or a form gives; None where it is none."""
    try:
        return str(UUID(given or ""))
    except ValueError:
        return None


def to_moment(text: str) -> datetime:
    """A moment as APIs write it."""
    return datetime.fromisoformat(text)


def number_in(given: str | None) -> int | None:
    """A whole number that a form gives; None where it gives none, for the service to refuse or to leave out."""
    text = (given or "").strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < MOST_DIGITS else None
