"""Alembic migrations of booking's database."""
