"""Alembic's entry: the chassis runs it over the connection that it opened."""

from chassis.data.migrations import run_environment
from tests.integration.chassis.smallest import service

run_environment(service.metadata)
