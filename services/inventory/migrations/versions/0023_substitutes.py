"""Products that serve instead of another, and which of them a session holds."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"


def upgrade() -> None:
    """Add columns and the indexes by which holders are found."""
    op.add_column(
        "products",
        sa.Column(
            "substitutes",
            sa.ARRAY(sa.Text),
            nullable=False,
            server_default=sa.text("'{}'"),
            comment="GTINs of products that serve instead of it, the preferred first",
        ),
    )
    op.add_column(
        "reservations",
        sa.Column("substitute_gtin", sa.Text, comment="the product that is held instead; null: it is gtin"),
    )
    op.alter_column("reservations", "gtin", comment="the product that the session's device takes")
    op.create_index(
        "reservations_held",
        "reservations",
        ["clinic_id", sa.text("coalesce(substitute_gtin, gtin)")],
        postgresql_where=sa.text("status = 'reserved'"),
    )
    op.create_index(
        "reservations_substituted",
        "reservations",
        ["clinic_id", "gtin"],
        postgresql_where=sa.text("status = 'reserved' AND substitute_gtin IS NOT NULL"),
    )
