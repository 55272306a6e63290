"""One request's access: who asks, under which scope, and every decision that was made for it."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import NamedTuple
from uuid import UUID

from chassis.access.actors import SYSTEM, Actor
from chassis.access.policy import Decision, Policy, Reach, Right
from chassis.access.scopes import About, Scope


class Granted(NamedTuple):
    """One thing that was allowed, as the access log needs it; or refused, when there is no right."""

    action: Scope
    right: Right | None
    whose: UUID | None
    """The patient; None where it is about no single patient."""
    where: UUID | None
    """The clinic; None where it is about no single clinic."""


class NotDecided(Exception):
    """A program error: a route answered without asking whose data, or which clinic's, it answers with."""

    def __init__(self, scope: Scope) -> None:
        super().__init__(f"a route under {scope} answered without a decision: call authorize() or reach()")


@dataclass
class Access:
    """What the rest of a request asks before it reads or changes anything. The one place that knows all of it."""

    policy: Policy
    actor: Actor
    scope: Scope | None = None
    """What the route declares; None where the system acts, and in tests."""
    granted: list[Granted] = field(default_factory=list)
    """In the order in which it was asked."""
    operation: str = ""
    """The route's name; empty where the system acts, and in tests."""
    refused: Granted | None = None
    """The act on a patient's data that was refused; the request ends with it."""
    _shown: dict[tuple[UUID, UUID | None, Right], None] = field(default_factory=dict)
    """Whose, where and by which right, under the route's scope: a list has hundreds, so that they are kept plain."""
    _emergencies: set[UUID] = field(default_factory=set)
    """Patients whose record is read because the caller opened it in an emergency."""

    @property
    def about_patients(self) -> list[Granted]:
        """What the access log needs to say of this request: each patient concerned, once for each act and clinic."""
        if self.actor is SYSTEM:
            return []
        decided = [each for each in self.granted if each.whose is not None]
        if self._shown:
            action = self._action(None)
            shown = [Granted(action, right, whose, where) for whose, where, right in self._shown]
            if not decided and not any(each.where is None for each in shown):
                return shown
            decided += shown
        noted = dict.fromkeys(decided)
        placed = {(each.action, each.whose) for each in noted if each.where is not None}
        return [each for each in noted if each.where is not None or (each.action, each.whose) not in placed]

    def show(self, rows: Iterable[object]) -> None:
        """Note the patients of rows that are answered. Rows without a ``patient_id``, or with none, show nobody."""
        plain = Right.STAFF if self.actor.patient_id is None and not self._emergencies else None
        for row in rows:
            whose = getattr(row, "patient_id", None)
            if whose is not None:
                self._shown[whose, getattr(row, "clinic_id", None), plain or self._right_over(whose)] = None

    def concerns(self, whose: UUID, where: UUID | None) -> None:
        """Note a patient for the access log whom no decision named: in a list, or one who is only now registered."""
        self._action(None)  # raises where nothing says under which scope
        self._shown[whose, where, self._right_over(whose)] = None

    def _right_over(self, whose: UUID) -> Right:
        if whose == self.actor.patient_id:
            return Right.OWN
        return Right.EMERGENCY if whose in self._emergencies else Right.STAFF

    @property
    def own(self) -> UUID | None:
        """The patient whose record is the caller's own."""
        return self.actor.patient_id

    @property
    def practitioner(self) -> UUID | None:
        """The practitioner that the caller is: who did what they record."""
        return self.actor.practitioner

    @property
    def everywhere(self) -> bool:
        """True when the caller acts for all clinics: no clinic has to open a record to them."""
        return self.actor.clinics is None

    def authorize(
        self,
        action: Scope | None = None,
        *,
        whose: UUID | None = None,
        where: UUID | Collection[UUID] | None = None,
        opened: Collection[UUID] = (),
    ) -> Right:
        """The right by which ``action``, by default the route's own scope, is allowed. Raises Forbidden.

        ``opened`` are clinics at which the caller has opened this patient's record in an emergency.
        """
        action = self._action(action)
        decision = self.policy.may(self.actor, action, whose, where)
        if whose and opened and not decision.allowed and self.may(action, whose=whose, where=opened):
            self._emergencies.add(whose)
            decision, where = Decision(Right.EMERGENCY), opened
        clinic = self._clinic_of(where)
        if decision.refusal is not None:
            self.refused = Granted(action, None, whose, clinic) if whose else None
            raise decision.refusal
        assert decision.right is not None
        self._note(action, decision.right, whose, clinic)
        return decision.right

    def may(self, action: Scope, *, whose: UUID | None = None, where: UUID | Collection[UUID] | None = None) -> bool:
        """Whether more is allowed than the route's own scope, such as an explanation to a clinician."""
        return self.policy.may(self.actor, action, whose, where).allowed

    def has(self, action: Scope) -> bool:
        """Whether a role of the caller has a scope at all. For rows that are then limited by ``reach``."""
        return self.actor is SYSTEM or self.policy.has(self.actor, action)

    def reach(
        self,
        action: Scope | None = None,
        *,
        whose: UUID | None = None,
        where: UUID | None = None,
        opened: Collection[UUID] = (),
    ) -> Reach:
        """Which rows of a list the caller sees, asked for one patient, one clinic, or all. Raises Forbidden.

        ``opened`` are clinics at which the caller has opened this patient's record in an emergency.
        """
        action = self._action(action)
        found = self.policy.reach(self.actor, action, whose, where, opened)
        right = Right.SYSTEM if self.actor is SYSTEM else Right.OWN if found.clinics == frozenset() else Right.STAFF
        if whose and opened and found.clinics is None and not self.everywhere:
            self._emergencies.add(whose)
            right = Right.EMERGENCY
        self._note(action, right, whose or (found.own if right is Right.OWN else None), where)
        return found

    def admit(self) -> None:
        """Decide as far as the route's scope alone can. Raises Forbidden."""
        action = self._action(None)
        if action.about in (About.SHARED, About.CHAIN):
            self.authorize(action)
        elif not self.policy.has(self.actor, action):
            raise self.policy.lacks(self.actor, action)

    def require_decided(self) -> None:
        """Raise NotDecided when nothing was asked."""
        if self.scope is not None and not self.granted:
            raise NotDecided(self.scope)

    def _action(self, action: Scope | None) -> Scope:
        chosen = action or self.scope
        if chosen is None:
            raise TypeError("nothing says which scope this is under: name it")
        return chosen

    def _clinic_of(self, where: UUID | Collection[UUID] | None) -> UUID | None:
        """Of several, the first that the caller works for, or else the first."""
        if where is None or isinstance(where, UUID):
            return where
        theirs = self.actor.clinics
        return next((each for each in where if theirs and each in theirs), next(iter(where), None))

    def _note(self, action: Scope, right: Right, whose: UUID | None, where: UUID | None) -> None:
        self.granted.append(Granted(action, right, whose, where))


def of_the_system() -> Access:
    """The access of reactions and timers."""
    return Access(Policy(), SYSTEM)
