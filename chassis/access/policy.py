"""Who may do what: one table of roles and scopes, and one decision. Pure: no request, no row, no clock."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID

from chassis.access.actors import SYSTEM, Actor, Role
from chassis.access.scopes import About, Scope
from chassis.refusals import Forbidden


class Right(StrEnum):
    """By which of the caller's rights something is allowed."""

    OWN = "own"
    """A patient's right to their own record."""
    STAFF = "staff"
    """A right that comes with a role and its clinics."""
    EMERGENCY = "emergency"
    """The caller opened another clinic's patient in an emergency, with a reason that is reviewed."""
    SYSTEM = "system"
    """The system acts: a reaction or a timer, after somebody else was allowed to cause it."""


@dataclass(frozen=True, slots=True)
class Decision:
    """May they, and by which right; or why not."""

    right: Right | None
    refusal: Forbidden | None = None

    @property
    def allowed(self) -> bool:
        """True when the caller may."""
        return self.right is not None


@dataclass(frozen=True, slots=True)
class Reach:
    """Which rows a caller sees: their own as a patient, and those of clinics."""

    own: UUID | None
    """The patient whose rows are the caller's own; None when there are none."""
    clinics: frozenset[UUID] | None
    """Clinics whose rows they see as staff; None for all, empty for none."""
    hidden: UUID | None = None
    """The caller as a patient, where only colleagues may see their rows; None where nobody is hidden."""

    @property
    def everything(self) -> bool:
        """True when no row is hidden."""
        return self.clinics is None and self.hidden is None


NOBODY: frozenset[UUID] = frozenset()
BY_SYSTEM, BY_STAFF, BY_PATIENT = Decision(Right.SYSTEM), Decision(Right.STAFF), Decision(Right.OWN)


@dataclass(frozen=True)
class Policy:
    """A service's table. A patient's scopes on their own record are apart: they add nothing to what a role may do."""

    roles: Mapping[Role, Collection[Scope]] = field(default_factory=dict)
    own: Collection[Scope] = ()
    """What patients may do with their own record; all of it is about a patient."""

    def __post_init__(self) -> None:
        """Refuse a table that would give patients a right over others."""
        loose = [each.name for each in self.roles.get(Role.PATIENT, ()) if each.about in (About.PATIENT, About.CHAIN)]
        not_own = [each.name for each in self.own if each.about is not About.PATIENT]
        if loose or not_own:
            raise ValueError(f"patients have scopes about a patient in `own`, others in `roles`: {loose or not_own}")

    def joined(self, other: "Policy") -> "Policy":
        """Both tables in one."""
        roles = {role: {*self.roles.get(role, ()), *other.roles.get(role, ())} for role in Role}
        return Policy(roles, {*self.own, *other.own})

    def holders(self, scope: Scope) -> tuple[Role, ...]:
        """The roles that have the scope, patients with it on their own record included."""
        return tuple(role for role in sorted(Role) if scope in self.roles.get(role, ()) or self._is_own(role, scope))

    def has(self, actor: Actor, scope: Scope) -> bool:
        """True when any role of the caller has the scope, whoever's data it is about."""
        return any(scope in self.roles.get(role, ()) or self._is_own(role, scope) for role in actor.roles)

    def lacks(self, actor: Actor, action: Scope) -> Forbidden:
        """The refusal of a caller of whom ``has`` is not true."""
        return Forbidden(
            "This needs the scope {scope}, which these roles have: {needed}. Yours: {yours}.",
            scope=action.name,
            needed=", ".join(self.holders(action)) or "-",
            yours=", ".join(sorted(actor.roles)) or "-",
        )

    def may(
        self,
        actor: Actor,
        action: Scope,
        whose: UUID | None = None,
        where: UUID | Collection[UUID] | None = None,
    ) -> Decision:
        """The decision. ``whose`` is the patient, ``where`` the clinic, or the clinics that the patient belongs to."""
        if actor is SYSTEM:
            return BY_SYSTEM
        if not self.has(actor, action):
            return Decision(None, self.lacks(actor, action))
        if action.about is About.SHARED:
            return BY_STAFF
        if action.about is About.CHAIN:
            return BY_STAFF if actor.clinics is None else Decision(None, _not_of_the_chain())
        if action.about is About.CLINIC:
            return self._at_clinic(actor, action, where)
        return self._of_patient(actor, action, whose, where)

    def reach(
        self,
        actor: Actor,
        action: Scope,
        whose: UUID | None = None,
        where: UUID | None = None,
        opened: Collection[UUID] = (),
    ) -> Reach:
        """Which rows the caller sees, when they ask for one patient's, one clinic's or all. Raises Forbidden.

        On their own record only a patient's rights count, whatever other roles they have. ``opened`` are clinics at
        which the caller has opened this patient's whole record in an emergency.
        """
        if actor is SYSTEM:
            return Reach(None, None)
        if not self.has(actor, action):
            raise self.lacks(actor, action)
        anywhere = self._looks_anywhere(actor, action)
        own = actor.patient_id if action in self.own else None
        clinics = self._clinics(actor, action) if anywhere or self._is_staff(actor, action) else NOBODY
        if whose is not None and whose == actor.patient_id:
            clinics = NOBODY
            if own is None:
                raise _own_record()
        elif whose is not None:
            own = None
            clinics = None if clinics and clinics.intersection(opened) else clinics
        if own is None and not anywhere and not self._is_staff(actor, action):
            raise _only_own() if actor.patient_id else _names_no_patient()
        if own is None and where is not None and clinics is not None and where not in clinics:
            raise _not_your_clinic()
        colleagues_only = action.about is About.PATIENT and action not in self.own
        return Reach(own, clinics, actor.patient_id if colleagues_only else None)

    def _of_patient(
        self, actor: Actor, action: Scope, whose: UUID | None, where: UUID | Collection[UUID] | None
    ) -> Decision:
        if whose is None:
            raise TypeError(f"{action} is about a patient: say whose")
        if whose == actor.patient_id:
            return BY_PATIENT if action in self.own else Decision(None, _own_record())
        if not self._is_staff(actor, action):
            return Decision(None, _only_own())
        if actor.clinics is None or actor.clinics.intersection(_as_set(where)):
            return BY_STAFF
        return Decision(None, _not_your_clinic() if isinstance(where, UUID) else _not_your_patient())

    def _at_clinic(self, actor: Actor, action: Scope, where: UUID | Collection[UUID] | None) -> Decision:
        if where is None:
            raise TypeError(f"{action} is about a clinic: say where")
        clinics = self._clinics(actor, action)
        if clinics is None or clinics.intersection(_as_set(where)):
            return BY_STAFF
        return Decision(None, _not_your_clinic())

    def _clinics(self, actor: Actor, action: Scope) -> frozenset[UUID] | None:
        return None if self._looks_anywhere(actor, action) else actor.clinics

    def _is_staff(self, actor: Actor, action: Scope) -> bool:
        return any(action in self.roles.get(role, ()) for role in actor.roles if role is not Role.PATIENT)

    def _looks_anywhere(self, actor: Actor, action: Scope) -> bool:
        return Role.PATIENT in actor.roles and action in self.roles.get(Role.PATIENT, ())

    def _is_own(self, role: Role, scope: Scope) -> bool:
        return role is Role.PATIENT and scope in self.own


def _as_set(where: UUID | Collection[UUID] | None) -> Collection[UUID]:
    if where is None:
        return NOBODY
    return (where,) if isinstance(where, UUID) else where


def _only_own() -> Forbidden:
    return Forbidden("Patients can see only their own data.")


def _own_record() -> Forbidden:
    return Forbidden("This is your own record: ask a colleague to do this for you.")


def _names_no_patient() -> Forbidden:
    return Forbidden("This token is a patient's, but names none: sign in again.")


def _not_your_clinic() -> Forbidden:
    return Forbidden("You do not work for this clinic: ask the operator to add it to your account.")


def _not_your_patient() -> Forbidden:
    return Forbidden("This patient does not come to a clinic that you work for.")


def _not_of_the_chain() -> Forbidden:
    return Forbidden("This concerns the whole chain: it needs an account that is for all clinics.")
