"""Which rows a caller sees, as a condition of a statement. Each service has one helper that names its columns."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import ColumnElement, and_, false, or_, true

from chassis.access.policy import Reach

Column = ColumnElement[Any]


def within(reach: Reach, *, patient: Column | None = None, clinics: Sequence[Column] = ()) -> ColumnElement[bool]:
    """True for rows of the caller's own, and for rows of the clinics that they work for, in any of the columns."""
    if reach.everything:
        return true()
    if reach.hidden is not None and patient is not None:
        shown = within(replace(reach, hidden=None), patient=patient, clinics=clinics)
        return and_(shown, patient != reach.hidden)
    if reach.clinics is None:
        return true()
    conditions: list[ColumnElement[bool]] = []
    if reach.own is not None and patient is not None:
        conditions.append(patient == reach.own)
    if reach.clinics:
        conditions += [clinic.in_(sorted(reach.clinics)) for clinic in clinics]
    return or_(*conditions) if conditions else false()
