"""Who may see how a service is doing and settle its dead letters, the same in every service. It is about the chain."""

from chassis.access.actors import Role
from chassis.access.policy import Policy
from chassis.access.scopes import About, Scope

OPERATIONS_READ = Scope("operations:read", About.CHAIN)
"""How the service is doing, which events it published and handled, and its dead letters, without what they say."""
DEAD_LETTERS_SETTLE = Scope("dead-letters:settle", About.CHAIN)
"""Replay and discard dead letters."""
EVENT_CONTENT_READ = Scope("event-content:read", About.CHAIN)
"""What the event of a dead letter says, which may be about a patient."""

POLICY = Policy(
    {
        Role.OPERATOR: {OPERATIONS_READ, DEAD_LETTERS_SETTLE},
        Role.MEDICAL_DIRECTOR: {OPERATIONS_READ, EVENT_CONTENT_READ},
        Role.OWNER: {OPERATIONS_READ},
    }
)
