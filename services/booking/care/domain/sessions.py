"""Whether a session may be recorded as it was done, and which limits were overridden to allow it."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import partial

from chassis.refusals import Refusal
from contracts.vocabulary import ScreeningStage
from services.booking.calendar.domain.days import DayWindow
from services.booking.calendar.domain.devices import Device, require_device
from services.booking.care.domain.cartridges import Opened, Recalled, require_usable
from services.booking.care.domain.clearances import (
    THIS_PLAN,
    Clearance,
    Limits,
    latest,
    require_cleared,
    require_day_of,
    require_valid_on,
)
from services.booking.care.domain.refusals import (
    AnaestheticNotAllowed,
    AreaNotCleared,
    CartridgeAlreadyUsed,
    Declined,
    DepthAboveLimit,
    NoClearance,
    Suspended,
    TooSoon,
)
from services.booking.care.domain.spacing import require_apart
from services.booking.care.domain.words import Area
from services.booking.people.domain.practitioners import Practitioner, require_permitted


@dataclass(frozen=True)
class Override:
    """A reason why a limit did not hold. Whoever gives it is in the audit log."""

    reason: str
    by_medical_director: bool
    """A medical director may override a missing clearance too; a practitioner only depth and area."""
    of_what_happened: bool = False
    """True for an amendment: the record has to say what was done. A medical director may override every rule then but
    that a cartridge is used once, and nobody else any."""

    def allows(self, refusal: Refusal) -> bool:
        """Whether this reason sets the refusal aside."""
        if self.of_what_happened:
            return self.by_medical_director and not isinstance(refusal, CartridgeAlreadyUsed)
        if isinstance(refusal, NoClearance):
            return self.by_medical_director and not isinstance(refusal, Declined | Suspended)
        return isinstance(refusal, DepthAboveLimit | AreaNotCleared | TooSoon)


@dataclass(frozen=True)
class Treatment:
    """What was done. Depth in millimetres."""

    area: Area
    depth_mm: Decimal
    anaesthetic_used: bool
    cartridges: Opened


@dataclass(frozen=True)
class Allowed:
    """The decisions under which a session was recorded, and the refusals that a reason overrode."""

    consult: Clearance
    day_of: Clearance | None
    overridden: tuple[Refusal, ...]


def allow_session(
    treatment: Treatment,
    *,
    clearances: Sequence[Clearance],
    practitioner: Practitioner,
    device: Device,
    recalled: Recalled,
    today: date,
    override: Override | None,
    blocked: Collection[DayWindow] = (),
    substitute: str | None = None,
) -> Allowed:
    """Decide whether ``treatment`` may be recorded on the clinic's local day.

    Scope of practice, device, cartridges, anaesthetic, a declined screening and a suspension cannot be overridden.
    Depth, area and ``blocked`` days, which are too near to another session on the body, can be with a reason, a missing
    clearance by a medical director with a reason. In an amendment a medical director may override all of them, for
    what was done was done. ``substitute`` is the product that is held for it instead of what its device takes. Raises
    the refusal by its name.
    """
    overridden: list[Refusal] = []

    def refuse(refusal: Refusal) -> None:
        if override is None or not override.allows(refusal):
            raise refusal
        overridden.append(refusal)

    consult, day_of = _decisions(clearances, today, refuse)
    limits = [consult.limits] + ([day_of.limits] if day_of else [])
    checks: tuple[Callable[[], object], ...] = (
        partial(require_apart, blocked, today),
        partial(require_device, device, device.clinic_id, consult.limits.device_model, consult.limits.modality),
        partial(require_permitted, practitioner, device.modality, treatment.depth_mm, today),
        partial(_require_depth, treatment, limits),
        partial(_require_area, treatment, limits),
        partial(_require_anaesthetic_allowed, treatment, limits),
        partial(
            require_usable,
            treatment.cartridges,
            gtin=device.cartridge_gtin,
            count=device.cartridges_per_session,
            recalled=recalled,
            today=today,
            substitute=substitute,
        ),
    )
    for check in checks:
        try:
            check()
        except Refusal as refusal:
            refuse(refusal)
    return Allowed(consult, day_of, tuple(overridden))


def _require_anaesthetic_allowed(treatment: Treatment, limits: Sequence[Limits]) -> None:
    if treatment.anaesthetic_used and not all(limit.anaesthetic_allowed for limit in limits):
        raise AnaestheticNotAllowed(
            "This patient may have no topical anaesthetic. If none was applied, say so in the record."
        )


def _decisions(
    clearances: Sequence[Clearance], today: date, refuse: Callable[[Refusal], None]
) -> tuple[Clearance, Clearance | None]:
    """The decisions that count today; what does not clear goes to ``refuse``. Raises NoClearance when none was made."""
    consult = latest(clearances, ScreeningStage.CONSULT)
    day_of = latest(clearances, ScreeningStage.DAY_OF, on=today)
    try:
        require_valid_on(require_cleared(consult, THIS_PLAN), today)
    except NoClearance as refusal:
        refuse(refusal)
    if consult is None:
        raise NoClearance("Screening has never decided on this plan: there is no limit to work within.")
    try:
        require_day_of(day_of, today)
    except NoClearance as refusal:
        refuse(refusal)
    return consult, day_of


def _require_depth(treatment: Treatment, limits: Sequence[Limits]) -> None:
    deepest = min(limit.deepest_in(treatment.area) for limit in limits)
    if treatment.depth_mm > deepest:
        raise DepthAboveLimit(
            f"{treatment.depth_mm.normalize():f} mm is deeper than the {deepest.normalize():f} mm that screening "
            "allows: correct the depth, or give the reason for going deeper.",
            max_depth_mm=str(deepest),
        )


def _require_area(treatment: Treatment, limits: Sequence[Limits]) -> None:
    if any(treatment.area in limit.excluded_areas for limit in limits):
        raise AreaNotCleared(
            f"{_spoken(treatment.area)} is never needled under this clearance: give the reason for it."
        )
    if not all(limit.covers(treatment.area) for limit in limits):
        raise AreaNotCleared(
            f"{_spoken(limits[0].area)} was screened, not {_spoken(treatment.area).lower()}: "
            "correct the area, or give the reason for treating another."
        )


def _spoken(area: str) -> str:
    named = {
        Area.DECOLLETAGE.value: "The décolletage",
        Area.INSIDE_ORBITAL_RIM.value: "The skin inside the orbital rim",
    }
    return named.get(area, f"The {area.replace('_', ' ')} area")
