"""The exchange wing's HTTP API: thin routes; what they mean is in commands/ and queries/."""

from fastapi import APIRouter

from services.booking.exchange.api import imports

router = APIRouter()
for part in (imports,):
    router.routes += part.router.routes
