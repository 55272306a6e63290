"""What a service is to the chassis: a name, its tables, its routes, what it listens to and what it does later."""

from dataclasses import dataclass, field

from fastapi import APIRouter
from sqlalchemy import MetaData

from chassis.data.prune import Prunable
from chassis.events.reactions import Reactions
from chassis.events.timers import Timers
from chassis.reference.kinds import Reference


@dataclass(frozen=True)
class Service:
    """Put together in a service's ``app.py``; the chassis does the rest."""

    name: str
    """As in topics, settings and the consumer group, e.g. ``booking``."""
    metadata: MetaData
    """The service's own tables."""
    migrations: str
    """The package with its Alembic migrations."""
    router: APIRouter
    """Its routes, all under /v1."""
    publishes: tuple[str, ...] = ()
    """The topics it writes; created by the worker where they are missing."""
    reactions: Reactions = field(default_factory=Reactions)
    """What it listens to."""
    timers: Timers = field(default_factory=Timers)
    """What it does later."""
    reference: Reference = field(default_factory=Reference)
    """What people sign of it: rules, protocols, templates."""
    retention: tuple[Prunable, ...] = ()
    """Its own tables from which old rows are deleted; the chassis' tables are pruned in every service."""
