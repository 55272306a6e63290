"""Gauges of one service's own, read from its tables whenever its worker's metrics are asked for."""

from collections.abc import Sequence
from dataclasses import dataclass

from prometheus_client import CollectorRegistry, Gauge
from sqlalchemy import Executable

from chassis.data.database import Connection


@dataclass(frozen=True)
class OwnGauge:
    """What it is called, with ``needlepoint_`` before it, and the statement that answers its values."""

    name: str
    meaning: str
    label: str
    values: Executable
    """Rows of two columns: the label's value, and the number."""


class OwnGauges:
    """Those of one worker."""

    def __init__(self, gauges: Sequence[OwnGauge], registry: CollectorRegistry) -> None:
        self._gauges = [
            (each, Gauge(f"needlepoint_{each.name}", each.meaning, (each.label,), registry=registry)) for each in gauges
        ]

    async def observe(self, connection: Connection) -> None:
        """Read every value. What has none any longer is gone."""
        for each, gauge in self._gauges:
            rows = (await connection.execute(each.values)).all()
            gauge.clear()
            for row in rows:
                gauge.labels(row[0]).set(row[1])
