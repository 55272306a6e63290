"""The scopes of the worklist's routes. A service gives them to roles in its own table."""

from chassis.access.scopes import About, Scope

WORKLIST_READ = Scope("worklist:read", About.PATIENT)
"""See what waits for somebody at the clinics of the token."""
WORKLIST_TAKE = Scope("worklist:take", About.PATIENT)
"""Claim an item and give it back; each kind of item needs a scope of its own beside this one."""
