"""What the operators' routes need of the service that they are served by."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request

from chassis.events.dead_letters import DeadLetters
from chassis.service import Service


@dataclass(frozen=True)
class Operated:
    """A running service."""

    service: Service
    letters: DeadLetters


async def _operated(request: Request) -> Operated:
    operated: Operated = request.app.state.operated
    return operated


OperatedService = Annotated[Operated, Depends(_operated)]
