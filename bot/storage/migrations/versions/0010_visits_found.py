"""what the staff look for visits by: with hundreds of thousands of them each page is there at once."""

from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_visits_field_received", "visits", ["field", "received"])
    op.create_index("ix_visits_outcome_received", "visits", ["outcome", "received"])
    op.create_index("ix_visits_counter_received", "visits", ["counter", "received"])


def downgrade() -> None:
    op.drop_index("ix_visits_counter_received", table_name="visits")
    op.drop_index("ix_visits_outcome_received", table_name="visits")
    op.drop_index("ix_visits_field_received", table_name="visits")
