"""The audit log."""

from datetime import datetime
from typing import Any
from uuid import UUID

from chassis.http import View


class AuditView(View):
    """Who did what to whom, and why."""

    id: UUID
    at: datetime
    actor: str
    action: str
    subject: str
    details: dict[str, Any]
