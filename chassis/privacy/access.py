"""Who may have everything about a person, the same in every service."""

from chassis.access.actors import Role
from chassis.access.policy import Policy
from chassis.access.scopes import About, Scope

ARCHIVE_READ = Scope("archive:read", About.PATIENT)
"""All that a service holds of a patient: the patient, and the medical director who answers a request for access."""

POLICY = Policy({Role.MEDICAL_DIRECTOR: {ARCHIVE_READ}}, own={ARCHIVE_READ})
