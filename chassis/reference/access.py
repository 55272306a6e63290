"""Who may read, draft and sign reference data, the same in every service. It holds for the whole chain."""

from chassis.access.actors import Role
from chassis.access.policy import Policy
from chassis.access.scopes import About, Scope

READ = Scope("reference:read", About.SHARED)
"""Read every version, with its sources."""
DRAFT = Scope("reference:draft", About.CHAIN)
"""Draft versions and have them checked."""
SIGN = Scope("reference:sign", About.CHAIN)
"""Sign versions and withdraw them."""

POLICY = Policy(
    {
        Role.FRONT_DESK: {READ},
        Role.PRACTITIONER: {READ},
        Role.MEDICAL_DIRECTOR: {READ, DRAFT, SIGN},
        Role.STOCK_MANAGER: {READ},
        Role.OPERATOR: {READ, DRAFT},
        Role.OWNER: {READ},
    }
)
