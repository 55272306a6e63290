"""Reference data: what people sign (rules, protocols, templates), as versions that never change.

A service lists its kinds in ``app.py``: ``Service(reference=Reference(kinds=(…,), package=…, …))``. Its commands ask
``in_force`` for the version that counts on a local day, and ``version`` for one that decided earlier. The life of a
version, its import from files and its routes are the chassis'.
"""

from chassis.reference.documents import Cited, Document, Problem
from chassis.reference.kinds import UNSIGNED, Companions, Kind, Needed, Reference, Version
from chassis.reference.reading import NothingInForce, in_force, require_in_force, version

__all__ = [
    "UNSIGNED",
    "Cited",
    "Companions",
    "Document",
    "Kind",
    "Needed",
    "NothingInForce",
    "Problem",
    "Reference",
    "Version",
    "in_force",
    "require_in_force",
    "version",
]
