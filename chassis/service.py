"""What the chassis knows of a service: its name, tables, routes, reactions and timers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from fastapi import APIRouter
from sqlalchemy import MetaData

from chassis.access.policy import Policy
from chassis.access_log import access as access_log
from chassis.data.prune import Prunable
from chassis.data.rights import IdentifyingField
from chassis.events.reactions import Reactions
from chassis.events.timers import Timers
from chassis.export import access as export_access
from chassis.export.sheets import Export
from chassis.http.doors import PublicAddress
from chassis.http.hooks import Hook
from chassis.http.pages import PagesOf
from chassis.operating import access as operating_access
from chassis.privacy import access as privacy_access
from chassis.privacy.archive import Personal
from chassis.reference import access as reference_access
from chassis.reference.beginning import timers_of
from chassis.reference.kinds import Reference
from chassis.run.own_gauges import OwnGauge
from chassis.worklist.lists import Worklist


@dataclass(frozen=True, eq=False)  # each is itself, and can be a key
class Service:
    """Defined in a service's ``app.py``; the chassis does the rest."""

    name: str
    """As in topics, settings and the consumer group, e.g. ``booking``."""
    metadata: MetaData
    """The service's own tables."""
    migrations: str
    """The package with its Alembic migrations."""
    router: APIRouter
    """Its routes, all under /v1."""
    policy: Policy = field(default_factory=Policy)
    """Who may do what: its roles and their scopes."""
    publishes: tuple[str, ...] = ()
    """The topics that it publishes on; the worker creates missing ones."""
    reactions: Reactions = field(default_factory=Reactions)
    """Its reactions to events."""
    timers: Timers = field(default_factory=Timers)
    """Its durable timers."""
    examples: Mapping[str, Any] = field(default_factory=dict)
    """Example values of its API's fields, by field or by ``Model.field``, for the documentation."""
    reference: Reference = field(default_factory=Reference)
    """The reference data that people sign: rules, protocols, templates."""
    gauges: tuple[OwnGauge, ...] = ()
    """Metrics of its own, read from its tables."""
    hooks: tuple[Hook, ...] = ()
    """Addresses that providers call, and sign."""
    pages: PagesOf | None = None
    """What it shows in browsers; most services show nothing."""
    doors: tuple[PublicAddress, ...] = ()
    """What somebody may call who has no token."""
    shares_words_of: tuple[str, ...] = ()
    """Packages beside the services whose sentences its refusals say: their translations are read as well."""
    worklist: Worklist = field(default_factory=Worklist)
    """What people must do in it."""
    retention: tuple[Prunable, ...] = ()
    """Its own tables from which old rows are deleted; the chassis' tables are pruned in every service."""
    identifying: tuple[IdentifyingField, ...] = ()
    """What its events say of who a person is: redacted in the event log when the person is erased."""
    uploads: tuple[str, ...] = ()
    """Addresses whose POST takes a file as its body, as regular expressions of the whole path."""
    export: Export = field(default_factory=Export)
    """What it exports, in files; nothing where it has no sheets."""
    personal: Personal | None = None
    """Where it holds what about persons; None where it holds nothing."""

    @property
    def all_timers(self) -> Timers:
        """Its own timers, with those of reference data and worklist."""
        return self.timers.joined(timers_of(self.reference), self.worklist.timers)

    @property
    def whole_policy(self) -> Policy:
        """Its own table of roles and scopes, with those of the chassis' routes."""
        joined = self.policy.joined(access_log.POLICY).joined(operating_access.POLICY)
        if self.personal is not None:
            joined = joined.joined(privacy_access.POLICY)
        if self.export.sheets:
            joined = joined.joined(export_access.POLICY)
        return joined.joined(reference_access.POLICY) if self.reference.kinds else joined
