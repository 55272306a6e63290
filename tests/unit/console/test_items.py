"""Each kind of item of each service leads to a page that whoever sees the item may open."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID, uuid4

import pytest

from chassis.access.actors import Role
from chassis.worklist import Kind
from needlepoint.services import SERVICE_NAMES, load
from services.console.access import ITEMS_OF, POLICY
from services.console.app import WITH_PAGES
from services.console.pages.items import WAYS, page_of
from services.console.pages.registry import PAGES

ABOUT = ("other_id", "recall_id", "report_id", "screening_id", "transfer_id")
OF_SERVICES = [(name, kind) for name in SERVICE_NAMES for kind in load(name).worklist.kinds]
FOR_OPERATORS = ("carrier_down", "digest_not_sent", "messages_held_back")
"""Kinds that the front desk takes, by telling whoever runs the system: the page is the operator's."""


@dataclass(frozen=True)
class Opened:
    """An item as an event says it."""

    kind: str
    patient_id: UUID | None
    about: Mapping[str, str] = field(default_factory=lambda: {name: str(uuid4()) for name in ABOUT})
    subject_id: UUID = field(default_factory=uuid4)
    clinic_id: UUID = field(default_factory=uuid4)


def scopes_of(role: Role) -> set[str]:
    return {scope.name for scope in POLICY.roles[role]}


def is_served(address: str, role: Role) -> bool:
    """Whether a page answers there, and lets this role in."""
    for page in PAGES:
        pattern = re.sub(r"\{\w+:(uuid|int|str)\}", "[^/]+", page.path)
        if page.method == "GET" and re.fullmatch(pattern, re.split("[?#]", address)[0]):
            return role in POLICY.holders(page.scope)
    return False


def test_every_kind_is_on_a_page_or_says_why_not() -> None:
    assert WITH_PAGES, "they are registered when they are imported"
    assert {kind.name for _, kind in OF_SERVICES} == set(WAYS)


@pytest.mark.parametrize(("service", "kind"), OF_SERVICES, ids=lambda each: getattr(each, "name", each))
def test_whoever_sees_an_item_and_may_take_it_has_a_link_that_opens(service: str, kind: Kind) -> None:
    name = kind.name
    for role in set(POLICY.holders(ITEMS_OF[service])) & set(load(service).whole_policy.holders(kind.take)):
        item = Opened(name, None if service == "inventory" or name == "carrier_down" else uuid4())
        address = page_of(item, scopes_of(role).__contains__)
        if name in FOR_OPERATORS and "operate:see" not in scopes_of(role):
            assert address is None
        else:
            assert address is not None, f"{role} has no page for {name}"
            assert is_served(address, role), f"{role} may not open {address}"


@pytest.mark.parametrize("role", POLICY.roles)
def test_no_link_leads_where_the_reader_is_refused(role: Role) -> None:
    for kind in WAYS:
        address = page_of(Opened(kind, uuid4()), scopes_of(role).__contains__)
        assert address is None or is_served(address, role), f"{kind}: {address}"


def test_an_item_of_an_older_release_that_lacks_an_id_leads_to_its_patient() -> None:
    item = Opened("review_waiting", uuid4(), about={})
    assert page_of(item, lambda _: True) == f"/c/{item.clinic_id}/patients/{item.patient_id}"
    assert page_of(Opened("newer_than_this_page", uuid4()), lambda _: True) is None
