"""Who may take everything out of a service, the same in every service."""

from chassis.access.actors import Role
from chassis.access.policy import Policy
from chassis.access.scopes import About, Scope

EXPORT_READ = Scope("export:read", About.CLINIC)
"""All that a service holds of the caller's clinics, in files: a right of its own, for it takes everything at once."""

POLICY = Policy({Role.MEDICAL_DIRECTOR: {EXPORT_READ}, Role.OWNER: {EXPORT_READ}})
