"""Who may ask for what. A patient's routes narrow down to what is their own in the command or query itself."""

from chassis.access.actors import Role
from chassis.access.tokens import allow

CHAIN = allow(Role.OPERATOR, Role.MEDICAL_DIRECTOR)
"""Who opens clinics and says what they have and who may do what."""
ANYONE = allow(*Role)
"""Everyone who is signed in."""
STAFF = allow(Role.FRONT_DESK, Role.PRACTITIONER, Role.MEDICAL_DIRECTOR, Role.STOCK_MANAGER, Role.OPERATOR)
"""Everyone who works for the chain."""
DESK = allow(Role.FRONT_DESK)
"""Who registers patients."""
CARE = allow(Role.FRONT_DESK, Role.PRACTITIONER, Role.MEDICAL_DIRECTOR)
"""Who looks after patients."""
CARE_OR_PATIENT = allow(Role.FRONT_DESK, Role.PRACTITIONER, Role.MEDICAL_DIRECTOR, Role.PATIENT)
"""Who looks after patients, and patients themselves."""
DESK_OR_PATIENT = allow(Role.FRONT_DESK, Role.PATIENT)
"""Who keeps a patient's own data right."""
CLINICAL = allow(Role.PRACTITIONER, Role.MEDICAL_DIRECTOR)
"""Who treats."""
CLINICAL_OR_PATIENT = allow(Role.PRACTITIONER, Role.MEDICAL_DIRECTOR, Role.PATIENT)
"""Who reads what was done to a patient."""
DIRECTOR = allow(Role.MEDICAL_DIRECTOR)
"""Who answers for the medicine."""
