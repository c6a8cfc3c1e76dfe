"""forms for a rating that a platform showed somebody."""

import sqlalchemy as sa
from alembic import op

from bot.storage.tables import Moment

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "rating_forms",
        sa.Column("visit", sa.Integer(), nullable=False),
        sa.Column("person", sa.Integer(), nullable=False),
        sa.Column("message", sa.String(length=80), nullable=False),
        sa.Column("sent", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["visit"], ["visits.id"], name=op.f("fk_rating_forms_visit"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name=op.f("fk_rating_forms_person"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("visit", name=op.f("pk_rating_forms")),
    )
    op.create_index(op.f("ix_rating_forms_message"), "rating_forms", ["message"])
    op.create_index(op.f("ix_rating_forms_person"), "rating_forms", ["person"])
    op.create_index(op.f("ix_rating_forms_sent"), "rating_forms", ["sent"])


def downgrade() -> None:
    op.drop_table("rating_forms")
