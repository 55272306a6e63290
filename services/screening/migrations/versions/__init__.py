"""Alembic's migrations of screening's database."""
