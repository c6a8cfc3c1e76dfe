"""tokens of the Official Account on Zalo, and talks that a human has taken over."""

import sqlalchemy as sa
from alembic import op

from bot.storage.tables import Moment

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "oa_tokens",
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("account", sa.String(length=40), nullable=False),
        sa.Column("access", sa.Text(), nullable=False),
        sa.Column("access_ends", Moment(), nullable=False),
        sa.Column("refresh", sa.Text(), nullable=False),
        sa.Column("refresh_ends", Moment(), nullable=False),
        sa.Column("got", Moment(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("refreshing", Moment(), nullable=True),
        sa.Column("lost", sa.String(length=200), nullable=True),
        sa.PrimaryKeyConstraint("channel", name=op.f("pk_oa_tokens")),
    )
    op.create_table(
        "hushed",
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("account", sa.String(length=80), nullable=False),
        sa.Column("until", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("channel", "account", name=op.f("pk_hushed")),
    )
    op.create_index(op.f("ix_hushed_until"), "hushed", ["until"], unique=False)


def downgrade() -> None:
    op.drop_table("hushed")
    op.drop_table("oa_tokens")
