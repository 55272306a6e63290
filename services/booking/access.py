"""The roles of each route. Where patients are admitted, the command or query limits them to their own data."""

from chassis.access.actors import Role
from chassis.access.tokens import allow

CHAIN = allow(Role.OPERATOR, Role.MEDICAL_DIRECTOR)
"""Roles that open clinics, equip them, and permit practitioners."""
ANYONE = allow(*Role)
"""Everyone who is signed in."""
STAFF = allow(Role.FRONT_DESK, Role.PRACTITIONER, Role.MEDICAL_DIRECTOR, Role.STOCK_MANAGER, Role.OPERATOR)
"""Everyone who works for the chain."""
DESK = allow(Role.FRONT_DESK)
"""Roles that register patients."""
CALENDAR = allow(Role.FRONT_DESK, Role.MEDICAL_DIRECTOR, Role.OPERATOR)
"""Roles that close a clinic on single days."""
CARE = allow(Role.FRONT_DESK, Role.PRACTITIONER, Role.MEDICAL_DIRECTOR)
"""Roles that look after patients."""
CARE_OR_PATIENT = allow(Role.FRONT_DESK, Role.PRACTITIONER, Role.MEDICAL_DIRECTOR, Role.PATIENT)
"""Roles that look after patients, and patients themselves."""
DESK_OR_PATIENT = allow(Role.FRONT_DESK, Role.PATIENT)
"""Roles that correct a patient's own data."""
CLINICAL = allow(Role.PRACTITIONER, Role.MEDICAL_DIRECTOR)
"""Who treats."""
CLINICAL_OR_PATIENT = allow(Role.PRACTITIONER, Role.MEDICAL_DIRECTOR, Role.PATIENT)
"""Roles that read what was done to a patient."""
DIRECTOR = allow(Role.MEDICAL_DIRECTOR)
"""The role that is responsible for the medicine."""
