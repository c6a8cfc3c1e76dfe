"""sites that news are taken from, what was seen there, and where a notice came from."""

import sqlalchemy as sa
from alembic import op

from bot.storage.tables import Moment

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("notices", sa.Column("origin", sa.JSON(none_as_null=True), nullable=True))
    op.create_table(
        "sources",
        sa.Column("id", sa.String(length=24), nullable=False),
        sa.Column("address", sa.String(length=500), nullable=False),
        sa.Column("since", Moment(), nullable=True),
        sa.Column("paused", sa.Boolean(), nullable=False),
        sa.Column("held", Moment(), nullable=True),
        sa.Column("polled", Moment(), nullable=True),
        sa.Column("succeeded", Moment(), nullable=True),
        sa.Column("due", Moment(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("why", sa.String(length=20), nullable=False),
        sa.Column("detail", sa.String(length=120), nullable=False),
        sa.Column("etag", sa.String(length=200), nullable=False),
        sa.Column("modified", sa.String(length=60), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sources")),
    )
    op.create_table(
        "source_items",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("source", sa.String(length=24), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("folded", sa.String(length=200), nullable=False),
        sa.Column("link", sa.String(length=300), nullable=False),
        sa.Column("day", sa.Date(), nullable=True),
        sa.Column("author", sa.String(length=120), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("picture", sa.String(length=300), nullable=False),
        sa.Column("topic", sa.String(length=24), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("why", sa.String(length=20), nullable=False),
        sa.Column("notice", sa.Integer(), nullable=True),
        sa.Column("same", sa.Integer(), nullable=True),
        sa.Column("mark", sa.String(length=16), nullable=False),
        sa.Column("taken", Moment(), nullable=False),
        sa.Column("seen", Moment(), nullable=False),
        sa.Column("edited", Moment(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_source_items")),
        sa.UniqueConstraint("source", "key", name=op.f("uq_source_items_source_key")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_source_items_taken"), "source_items", ["taken"], unique=False)
    op.create_index(op.f("ix_source_items_seen"), "source_items", ["seen"], unique=False)


def downgrade() -> None:
    op.drop_table("source_items")
    op.drop_table("sources")
    op.drop_column("notices", "origin")
