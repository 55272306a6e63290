"""Alembic's entry: the chassis runs it over the connection that it opened."""

from benchmarks.effects import metadata
from chassis.data.migrations import run_environment

run_environment(metadata)
