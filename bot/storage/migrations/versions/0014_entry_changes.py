"""what the ward adds to the shipped library."""

import sqlalchemy as sa
from alembic import op

from bot.storage.tables import Moment

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "entry_changes",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("entry", sa.String(length=40), nullable=False),
        sa.Column("act", sa.String(length=10), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("base", sa.String(length=16), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("author", sa.Integer(), nullable=True),
        sa.Column("author_name", sa.String(length=80), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("made", Moment(), nullable=False),
        sa.Column("decider", sa.Integer(), nullable=True),
        sa.Column("decider_name", sa.String(length=80), nullable=True),
        sa.Column("decided", Moment(), nullable=True),
        sa.Column("note", sa.String(length=300), nullable=False),
        sa.Column("alone", sa.Boolean(), nullable=False),
        sa.Column("undoer", sa.Integer(), nullable=True),
        sa.Column("undoer_name", sa.String(length=80), nullable=True),
        sa.Column("undone", Moment(), nullable=True),
        sa.Column("undone_why", sa.String(length=300), nullable=False),
        sa.Column("figures", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("group", sa.String(length=64), nullable=True),
        sa.Column("inquiry", sa.Integer(), nullable=True),
        sa.Column("place", sa.Integer(), nullable=True),
        sa.Column("stamp", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entry_changes")),
        sqlite_autoincrement=True,
    )
    for name in ("entry", "state", "group", "inquiry", "stamp"):
        op.create_index(op.f(f"ix_entry_changes_{name}"), "entry_changes", [name], unique=False)


def downgrade() -> None:
    op.drop_table("entry_changes")
