"""Alembic's entry: the chassis runs it over the connection that it opened."""

from chassis.data.migrations import run_environment
from services.console.tables import metadata

run_environment(metadata)
