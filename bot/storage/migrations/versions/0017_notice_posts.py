"""what of a notice goes to all followers or into a platform's groups, and channels whose quota it would have broken."""

import sqlalchemy as sa
from alembic import op

from bot.storage.tables import Moment

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "notice_posts",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("notice", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("way", sa.String(length=80), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("due", Moment(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("parts", sa.Integer(), nullable=False),
        sa.Column("made", sa.String(length=200), nullable=False),
        sa.Column("why", sa.String(length=200), nullable=False),
        sa.Column("ended", Moment(), nullable=True),
        sa.ForeignKeyConstraint(
            ["notice"], ["notices.id"], name=op.f("fk_notice_posts_notice_notices"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice_posts")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        op.f("ix_notice_posts_notice_channel_way"), "notice_posts", ["notice", "channel", "way"], unique=True
    )
    op.create_index(op.f("ix_notice_posts_state_due"), "notice_posts", ["state", "due"])
    op.add_column("notices", sa.Column("without", sa.JSON(), server_default="[]", nullable=False))


def downgrade() -> None:
    op.drop_column("notices", "without")
    op.drop_table("notice_posts")
