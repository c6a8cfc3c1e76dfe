"""what citizens and officials suggest, and who agrees."""

import sqlalchemy as sa
from alembic import op

from bot.storage.tables import Moment

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "suggestions",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("key", sa.String(length=24), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("source", sa.String(length=10), nullable=False),
        sa.Column("grievance", sa.String(length=12), nullable=True),
        sa.Column("shown", sa.String(length=10), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("merged_into", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("kept_likes", sa.Integer(), nullable=False),
        sa.Column("person", sa.Integer(), nullable=True),
        sa.Column("made", Moment(), nullable=False),
        sa.Column("changed", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person"], ["people.id"], name=op.f("fk_suggestions_person_people"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_suggestions")),
        sa.UniqueConstraint("key", name=op.f("uq_suggestions_key")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_suggestions_shown_state"), "suggestions", ["shown", "state"], unique=False)
    op.create_index(op.f("ix_suggestions_person"), "suggestions", ["person"], unique=False)
    op.create_index(op.f("ix_suggestions_changed"), "suggestions", ["changed"], unique=False)
    op.create_table(
        "suggestion_likes",
        sa.Column("suggestion", sa.Integer(), nullable=False),
        sa.Column("person", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person"], ["people.id"], name=op.f("fk_suggestion_likes_person_people"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["suggestion"],
            ["suggestions.id"],
            name=op.f("fk_suggestion_likes_suggestion_suggestions"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("suggestion", "person", name=op.f("pk_suggestion_likes")),
    )
    op.create_index(op.f("ix_suggestion_likes_person"), "suggestion_likes", ["person"], unique=False)


def downgrade() -> None:
    op.drop_table("suggestion_likes")
    op.drop_table("suggestions")
