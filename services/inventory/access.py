"""Who may do what in inventory: the scopes of its routes, and one table of roles.

Stock is counted without knowing patients: which patient a cartridge is held for, or was used on, is for those who
look after patients.
"""

from typing import Any

from sqlalchemy import ColumnElement

from chassis.access.actors import Role
from chassis.access.policy import Policy, Reach
from chassis.access.rows import within
from chassis.access.scopes import About, Scope
from chassis.worklist.access import WORKLIST_READ, WORKLIST_TAKE

PRODUCTS_READ = Scope("products:read", About.SHARED)
PRODUCTS_WRITE = Scope("products:write", About.CHAIN)
SUPPLIERS_READ = Scope("suppliers:read", About.SHARED)
"""From whom the chain buys."""
SUPPLIERS_WRITE = Scope("suppliers:write", About.CHAIN)
ORDERS_READ = Scope("orders:read", About.CLINIC)
"""What is ordered for a clinic, and at what price."""
ORDERS_WRITE = Scope("orders:write", About.CLINIC)
RECEIVING_POLICY_READ = Scope("receiving-policy:read", About.SHARED)
"""What is asked about deliveries that are unusual."""
RECEIVING_POLICY_WRITE = Scope("receiving-policy:write", About.CHAIN)
PLANNING_POLICY_READ = Scope("planning-policy:read", About.SHARED)
"""How many days ahead the chain looks at what is lacking and what expires."""
PLANNING_POLICY_WRITE = Scope("planning-policy:write", About.CHAIN)
STOCK_READ = Scope("stock:read", About.CLINIC)
STOCK_WRITE = Scope("stock:write", About.CLINIC)
RESERVATIONS_READ = Scope("reservations:read", About.CLINIC)
INCIDENTS_READ = Scope("incidents:read", About.CLINIC)
INCIDENTS_CLOSE = Scope("incidents:close", About.CLINIC)
"""Close an incident that no fact closes, with what was found, and open it again."""
RECALLS_READ = Scope("recalls:read", About.SHARED)
"""A recall concerns every clinic, so everybody who handles cartridges may read it."""
STOCK_RECALL = Scope("stock:recall", About.CHAIN)
"""Recall a lot in the whole chain."""
LOT_CORRECTIONS_READ = Scope("lot-corrections:read", About.SHARED)
"""What was said wrongly of a lot: every clinic that has it must know."""
LOTS_CORRECT = Scope("lots:correct", About.CHAIN)
"""Say that what the books say of a lot's dates is wrong, for the whole chain."""
USES_READ = Scope("uses:read", About.CLINIC)
"""A lot's trace: where and when it was used."""
RECALLS_CLOSE = Scope("recalls:close", About.CHAIN)
"""Say that everything of a recall is done."""
RECALLS_WITHDRAW = Scope("recalls:withdraw", About.CHAIN)
"""Say that a recall was a mistake."""
RECALL_LETTERS_RELEASE = Scope("recall-letters:release", About.CHAIN)
"""Have the patients of a recalled lot written to."""
RECALL_LETTERS_READ = Scope("recall-letters:read", About.CLINIC)
"""Which patients are informed about a recall, and who of them knows."""
RECALL_LETTERS_SETTLE = Scope("recall-letters:settle", About.CLINIC)
"""Write down that a patient was informed, or knows."""
FIGURES_READ = Scope("figures:read", About.CLINIC)
"""What is wasted."""
PATIENTS_IDENTIFY = Scope("patients:identify", About.CLINIC)
"""Which patient a cartridge is held for or was used on, and at what time."""

_DESK = {PRODUCTS_READ, STOCK_READ, RESERVATIONS_READ, LOT_CORRECTIONS_READ}
_STAFF = {*_DESK, RECALLS_READ}
_INCIDENTS = {INCIDENTS_READ, INCIDENTS_CLOSE, WORKLIST_READ, WORKLIST_TAKE}
_LETTERS = {RECALL_LETTERS_READ, RECALL_LETTERS_SETTLE, PATIENTS_IDENTIFY}

POLICY = Policy(
    roles={
        Role.FRONT_DESK: {*_DESK, *_LETTERS},
        Role.PRACTITIONER: {*_STAFF, *_LETTERS},
        Role.MEDICAL_DIRECTOR: {
            *_STAFF,
            *_LETTERS,
            *_INCIDENTS,
            STOCK_RECALL,
            LOTS_CORRECT,
            USES_READ,
            RECALL_LETTERS_RELEASE,
            RECALLS_CLOSE,
            RECALLS_WITHDRAW,
            FIGURES_READ,
        },
        Role.STOCK_MANAGER: {
            *_STAFF,
            PRODUCTS_WRITE,
            SUPPLIERS_READ,
            SUPPLIERS_WRITE,
            ORDERS_READ,
            ORDERS_WRITE,
            RECEIVING_POLICY_READ,
            RECEIVING_POLICY_WRITE,
            PLANNING_POLICY_READ,
            PLANNING_POLICY_WRITE,
            STOCK_WRITE,
            *_INCIDENTS,
            STOCK_RECALL,
            LOTS_CORRECT,
            USES_READ,
        },
        Role.OPERATOR: {
            *_STAFF,
            PRODUCTS_WRITE,
            SUPPLIERS_READ,
            SUPPLIERS_WRITE,
            ORDERS_READ,
            ORDERS_WRITE,
            RECEIVING_POLICY_READ,
            RECEIVING_POLICY_WRITE,
            PLANNING_POLICY_READ,
            PLANNING_POLICY_WRITE,
            STOCK_WRITE,
            INCIDENTS_READ,
            WORKLIST_READ,
        },
        Role.OWNER: {
            *_STAFF,
            SUPPLIERS_READ,
            ORDERS_READ,
            RECEIVING_POLICY_READ,
            PLANNING_POLICY_READ,
            INCIDENTS_READ,
            WORKLIST_READ,
            USES_READ,
            PATIENTS_IDENTIFY,
            RECALL_LETTERS_READ,
            FIGURES_READ,
        },
    },
)


def seen_by(reach: Reach, clinic_id: ColumnElement[Any]) -> ColumnElement[bool]:
    """The condition that ``clinic_id`` is a clinic that the caller works for."""
    return within(reach, clinics=[clinic_id])
