"""Who may do what. Scope of practice differs by jurisdiction, so it is data of each clinic."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import combinations
from uuid import UUID

from chassis.refusals import Phrase
from contracts.vocabulary import Modality
from services.booking.people.domain.clinics import Place
from services.booking.people.domain.opening_hours import Span
from services.booking.people.domain.refusals import NoPractitioner, NotOnShift, NotQualified
from services.booking.people.domain.shifts import Roster, Shift, works


@dataclass(frozen=True)
class Permission:
    """With which kind of device, how deep and on which local days (both included) somebody may needle."""

    modality: Modality
    deepest: Decimal
    """Millimetres."""
    first_day: date | None = None
    last_day: date | None = None

    def holds(self, day: date) -> bool:
        """True on a day on which it is in force."""
        return (self.first_day is None or self.first_day <= day) and (self.last_day is None or day <= self.last_day)

    def overlaps(self, other: "Permission") -> bool:
        """True when both are of one modality and in force on one day."""
        starts = max((day for day in (self.first_day, other.first_day) if day is not None), default=None)
        in_both = self.modality is other.modality
        return in_both and (starts is None or (self.holds(starts) and other.holds(starts)))


@dataclass(frozen=True)
class Practitioner:
    """A practitioner, their own clinic, what they may do, and when they work where."""

    practitioner_id: UUID
    clinic_id: UUID
    name: str
    permissions: Sequence[Permission]
    ends_at: datetime | None = None
    """From when on they do not work here any longer (UTC)."""
    shifts: Sequence[Shift] = ()

    @property
    def roster(self) -> Roster:
        """When they work where."""
        return Roster(self.clinic_id, self.shifts)

    @property
    def clinics(self) -> frozenset[UUID]:
        """Where they work: their own clinic, and where they have shifts."""
        return self.roster.clinics

    def in_force(self, day: date) -> dict[Modality, Decimal]:
        """The deepest needle (mm) by modality on a local day."""
        return {each.modality: each.deepest for each in self.permissions if each.holds(day)}


_DEVICES = {
    Modality.ROLLER: Phrase("a derma roller"),
    Modality.PEN: Phrase("a microneedling pen"),
    Modality.RF: Phrase("RF microneedling"),
}


def performer(found: Practitioner | None, clinic_id: UUID, now: datetime) -> Practitioner:
    """Who is signed in, as a practitioner of the clinic. Their own permissions count, whoever was booked.

    Raises NoPractitioner when the token names nobody (``found`` is None), a practitioner of another clinic, or one
    who has left.
    """
    if found is None:
        raise NoPractitioner(
            "Your account names no practitioner of this chain: ask the operator to add the id that you have on the "
            "clinic's list to it, and sign in again. Who may record for others says for whom, in on_behalf_of."
        )
    if clinic_id not in found.clinics:
        raise NoPractitioner(
            "{name} is not a practitioner of this clinic: ask the operator to put you on its list, and sign in as "
            "that practitioner.",
            name=found.name,
        )
    require_still_here(found, now)
    return found


def require_still_here(practitioner: Practitioner, now: datetime) -> None:
    """Raises NoPractitioner when they have left."""
    if practitioner.ends_at is not None and practitioner.ends_at <= now:
        raise NoPractitioner(
            "{name} does not work here any longer: sign in as somebody who does, or ask the operator to take the end "
            "back.",
            name=practitioner.name,
        )


def require_on_shift(practitioner: Practitioner, place: Place, wanted: Span) -> None:
    """Raises NotOnShift unless the practitioner works at the clinic for all of that time."""
    if not works(practitioner.roster, place, wanted):
        raise NotOnShift(
            "{name} does not work at this clinic at {starts_at}: choose another time or practitioner.",
            name=practitioner.name,
            starts_at=wanted.start.astimezone(place.zone),
        )


def contradicting(permissions: Sequence[Permission]) -> Permission | None:
    """A permission that overlaps another one of the same modality: which of them holds would be open."""
    return next((one for one, other in combinations(permissions, 2) if one.overlaps(other)), None)


def require_qualified(practitioner: Practitioner, day: date) -> None:
    """Raises NotQualified when the practitioner may do nothing that day: a consult takes a qualified one (S2)."""
    if practitioner.in_force(day):
        return
    if practitioner.permissions:
        raise NotQualified(
            "{name} has no permission on {day}: choose another day, or a qualified practitioner.",
            name=practitioner.name,
            day=day,
        )
    raise NotQualified(
        "{name} has no permission for any treatment here: choose a qualified one.", name=practitioner.name
    )


def require_permitted(practitioner: Practitioner, modality: Modality, depth_mm: Decimal, day: date) -> None:
    """Raises NotQualified when the practitioner may not use this modality at this depth on a local day.

    Nobody can override it.
    """
    deepest = practitioner.in_force(day).get(modality)
    if deepest is None and any(each.modality is modality for each in practitioner.permissions):
        raise NotQualified(
            "{name} may not treat with {device} on {day}: choose another day or practitioner.",
            name=practitioner.name,
            device=_DEVICES[modality],
            day=day,
        )
    if deepest is None:
        raise NotQualified(
            "{name} may not treat with {device} here: choose another.",
            name=practitioner.name,
            device=_DEVICES[modality],
        )
    if depth_mm > deepest:
        raise NotQualified(
            "{name} may needle to {deepest} mm with {device}, not to {depth} mm: choose another practitioner.",
            name=practitioner.name,
            deepest=deepest,
            device=_DEVICES[modality],
            depth=depth_mm,
        )
