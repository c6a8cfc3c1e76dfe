"""ratings, invitations, cases, and what is said unasked."""

import sqlalchemy as sa
from alembic import op

from bot.storage.tables import Moment

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "consents",
        sa.Column("person", sa.Integer(), nullable=False),
        sa.Column("purpose", sa.String(length=40), nullable=False),
        sa.Column("given", sa.Boolean(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name=op.f("fk_consents_person"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("person", "purpose", name=op.f("pk_consents")),
    )
    op.create_table(
        "outbox",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("person", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("about", sa.String(length=80), nullable=False),
        sa.Column("reply", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("why", sa.String(length=200), nullable=False),
        sa.Column("urgent", sa.Boolean(), nullable=False),
        sa.Column("due", Moment(), nullable=False),
        sa.Column("expires", Moment(), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("made", Moment(), nullable=False),
        sa.Column("ended", Moment(), nullable=True),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name=op.f("fk_outbox_person"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
        sa.UniqueConstraint("about", name=op.f("uq_outbox_about")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_outbox_ended"), ["ended"], unique=False)
        batch_op.create_index(batch_op.f("ix_outbox_person"), ["person"], unique=False)
        batch_op.create_index(batch_op.f("ix_outbox_channel_state_urgent_due"), ["channel", "state", "urgent", "due"])
    op.create_table(
        "invitations",
        sa.Column("visit", sa.Integer(), nullable=False),
        sa.Column("person", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("due", Moment(), nullable=False),
        sa.Column("sent", Moment(), nullable=True),
        sa.Column("reminded", Moment(), nullable=True),
        sa.Column("ends", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name=op.f("fk_invitations_person"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["visit"], ["visits.id"], name=op.f("fk_invitations_visit"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("visit", name=op.f("pk_invitations")),
    )
    with op.batch_alter_table("invitations", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_invitations_person"), ["person"], unique=False)
        batch_op.create_index(batch_op.f("ix_invitations_sent"), ["sent"], unique=False)
        batch_op.create_index(batch_op.f("ix_invitations_state_due"), ["state", "due"], unique=False)
    op.create_table(
        "ratings",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("hour", sa.Integer(), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("mode", sa.String(length=10), nullable=False),
        sa.Column("source", sa.String(length=10), nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("field", sa.String(length=40), nullable=True),
        sa.Column("procedure", sa.String(length=40), nullable=True),
        sa.Column("counter", sa.String(length=40), nullable=True),
        sa.Column("wednesday", sa.Boolean(), nullable=False),
        sa.Column("trips", sa.Integer(), nullable=True),
        sa.Column("extra", sa.Boolean(), nullable=True),
        sa.Column("read_back", sa.Boolean(), nullable=True),
        sa.Column("publish", sa.Boolean(), nullable=True),
        sa.Column("wants_answer", sa.Boolean(), nullable=True),
        sa.Column("comment", sa.Text(), nullable=True),
        sa.Column("comment_state", sa.String(length=10), nullable=True),
        sa.Column("suspect", sa.String(length=10), nullable=True),
        sa.Column("entered_by", sa.Integer(), nullable=True),
        sa.Column("visit", sa.Integer(), nullable=True),
        sa.Column("person", sa.Integer(), nullable=True),
        sa.Column("open_until", Moment(), nullable=True),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name=op.f("fk_ratings_person"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["visit"], ["visits.id"], name=op.f("fk_ratings_visit"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ratings")),
    )
    with op.batch_alter_table("ratings", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_ratings_comment_state_day"), ["comment_state", "day"], unique=False)
        batch_op.create_index(batch_op.f("ix_ratings_counter_day"), ["counter", "day"], unique=False)
        batch_op.create_index(batch_op.f("ix_ratings_day"), ["day"], unique=False)
        batch_op.create_index(batch_op.f("ix_ratings_field_day"), ["field", "day"], unique=False)
        batch_op.create_index(batch_op.f("ix_ratings_open_until"), ["open_until"], unique=False)
        batch_op.create_index(batch_op.f("ix_ratings_person"), ["person"], unique=False)
        batch_op.create_index(batch_op.f("ix_ratings_procedure_day"), ["procedure", "day"], unique=False)
        batch_op.create_index(batch_op.f("ix_ratings_visit"), ["visit"], unique=True)
    op.create_table(
        "cases",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("rating", sa.String(length=16), nullable=True),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("opened", Moment(), nullable=False),
        sa.Column("taken", Moment(), nullable=True),
        sa.Column("taken_by", sa.Integer(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("answered", Moment(), nullable=True),
        sa.Column("answered_by", sa.Integer(), nullable=True),
        sa.Column("closed", Moment(), nullable=True),
        sa.Column("closed_by", sa.Integer(), nullable=True),
        sa.Column("person", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name=op.f("fk_cases_person"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["rating"], ["ratings.id"], name=op.f("fk_cases_rating"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cases")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("cases", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_cases_person"), ["person"], unique=False)
        batch_op.create_index(batch_op.f("ix_cases_rating"), ["rating"], unique=False)
        batch_op.create_index(batch_op.f("ix_cases_state_opened"), ["state", "opened"], unique=False)
    op.create_table(
        "rating_reasons",
        sa.Column("rating", sa.String(length=16), nullable=False),
        sa.Column("reason", sa.String(length=12), nullable=False),
        sa.ForeignKeyConstraint(["rating"], ["ratings.id"], name=op.f("fk_rating_reasons_rating"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("rating", "reason", name=op.f("pk_rating_reasons")),
    )


def downgrade() -> None:
    op.drop_table("rating_reasons")
    op.drop_table("cases")
    op.drop_table("ratings")
    op.drop_table("invitations")
    op.drop_table("outbox")
    op.drop_table("consents")
