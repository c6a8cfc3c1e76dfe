"""groups of like questions that the staff decided on, and which entry came first when a question was asked back."""

import sqlalchemy as sa
from alembic import op

from bot.storage.tables import Moment

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "question_groups",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("question", sa.String(length=16), nullable=True),
        sa.Column("words", sa.Text(), nullable=True),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("entry", sa.String(length=40), nullable=True),
        sa.Column("field", sa.String(length=40), nullable=True),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("staff", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_question_groups")),
        sa.UniqueConstraint("question", name=op.f("uq_question_groups_question")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_question_groups_at"), "question_groups", ["at"], unique=False)
    op.add_column("questions", sa.Column("offered", sa.String(length=40), nullable=True))


def downgrade() -> None:
    op.drop_column("questions", "offered")
    op.drop_table("question_groups")
