"""Who may call what. Patients see what is their own, staff the clinics that they work for; queries narrow it down."""

from typing import Annotated

from chassis.access.actors import Actor, Role
from chassis.access.tokens import allow

MessageReader = Annotated[
    Actor,
    allow(
        Role.FRONT_DESK,
        Role.PRACTITIONER,
        Role.MEDICAL_DIRECTOR,
        Role.STOCK_MANAGER,
        Role.OPERATOR,
        Role.PATIENT,
    ),
]
"""Reads messages, planned and past."""
ReachReader = Annotated[
    Actor, allow(Role.FRONT_DESK, Role.PRACTITIONER, Role.MEDICAL_DIRECTOR, Role.OPERATOR, Role.PATIENT)
]
"""Reads how a patient is reached."""
Gateway = Annotated[Actor, allow(Role.OPERATOR)]
"""Hands in what people write back."""
