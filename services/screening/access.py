"""Who may call what. Patients see what is their own, staff the clinics that they work for; queries narrow it down."""

from typing import Annotated

from chassis.access.actors import Actor, Role
from chassis.access.tokens import allow

CLINICIANS = frozenset({Role.PRACTITIONER, Role.MEDICAL_DIRECTOR})
"""Roles that read why a decision was made; others see its outcome."""

Reader = Annotated[Actor, allow(Role.PATIENT, Role.FRONT_DESK, Role.PRACTITIONER, Role.MEDICAL_DIRECTOR)]
"""Reads questionnaires, intakes and decisions."""
Declarer = Annotated[Actor, allow(Role.PATIENT, Role.FRONT_DESK)]
"""Fills in a health declaration: the patient, or the front desk as the patient says."""
Checker = Annotated[Actor, allow(Role.PRACTITIONER, Role.FRONT_DESK)]
"""Asks the questions on the day of a session."""
Director = Annotated[Actor, allow(Role.MEDICAL_DIRECTOR)]
"""Rules on reviews."""
