"""Alembic's migrations of inventory's database."""
