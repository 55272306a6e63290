"""Who may call what. Writers stand for what they do to stock; readers also see what they work beside."""

from typing import Annotated

from chassis.access.actors import Actor, Role
from chassis.access.tokens import allow

StockKeeper = Annotated[Actor, allow(Role.STOCK_MANAGER, Role.OPERATOR)]
"""Moves stock at the clinics they work for."""
Staff = Annotated[
    Actor,
    allow(Role.FRONT_DESK, Role.PRACTITIONER, Role.MEDICAL_DIRECTOR, Role.STOCK_MANAGER, Role.OPERATOR),
]
"""Reads the stock of the clinics they work for."""
Recaller = Annotated[Actor, allow(Role.STOCK_MANAGER, Role.MEDICAL_DIRECTOR)]
"""Recalls a lot in the whole chain and sees who was treated with it."""
Investigator = Annotated[Actor, allow(Role.STOCK_MANAGER, Role.MEDICAL_DIRECTOR, Role.OPERATOR)]
"""Looks into incidents at the clinics they work for."""
