"""Who may read the access log, the same in every service."""

from chassis.access.actors import Role
from chassis.access.policy import Policy
from chassis.access.scopes import About, Scope

ACCESS_LOG_READ = Scope("access-log:read", About.PATIENT)
"""Who read and wrote a patient's data: the patient, and who answers for it at the clinics of their token."""

POLICY = Policy(
    {
        Role.MEDICAL_DIRECTOR: {ACCESS_LOG_READ},
        Role.OWNER: {ACCESS_LOG_READ},
        Role.AUDITOR: {ACCESS_LOG_READ},
    },
    own={ACCESS_LOG_READ},
)
