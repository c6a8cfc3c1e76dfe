"""the ward's news: subscribers, notices with their files, and the notice that a message in the outbox carries."""

import sqlalchemy as sa
from alembic import op

from bot.storage.tables import Moment

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "subscribers",
        sa.Column("person", sa.Integer(), nullable=False),
        sa.Column("hamlet", sa.String(length=80), nullable=True),
        sa.Column("quiet", sa.String(length=11), nullable=True),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name=op.f("fk_subscribers_person"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("person", name=op.f("pk_subscribers")),
    )
    op.create_table(
        "notices",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.Column("link", sa.String(length=300), nullable=False),
        sa.Column("topic", sa.String(length=24), nullable=False),
        sa.Column("hamlets", sa.JSON(), nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("urgent", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("corrects", sa.Integer(), nullable=True),
        sa.Column("takes_back", sa.Boolean(), nullable=False),
        sa.Column("author", sa.Integer(), nullable=True),
        sa.Column("author_name", sa.String(length=80), nullable=False),
        sa.Column("editor", sa.Integer(), nullable=True),
        sa.Column("approver", sa.Integer(), nullable=True),
        sa.Column("approver_name", sa.String(length=80), nullable=True),
        sa.Column("alone", sa.Boolean(), nullable=False),
        sa.Column("reviewer_name", sa.String(length=80), nullable=True),
        sa.Column("made", Moment(), nullable=False),
        sa.Column("changed", Moment(), nullable=False),
        sa.Column("approved", Moment(), nullable=True),
        sa.Column("due", Moment(), nullable=True),
        sa.Column("started", Moment(), nullable=True),
        sa.Column("ended", Moment(), nullable=True),
        sa.Column("why", sa.String(length=300), nullable=False),
        sa.Column("reply", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("listed", sa.Integer(), nullable=False),
        sa.Column("recipients", sa.Integer(), nullable=False),
        sa.Column("left_out", sa.JSON(), nullable=False),
        sa.Column("counts", sa.JSON(none_as_null=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notices")),
        sa.UniqueConstraint("number", name=op.f("uq_notices_number")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_notices_corrects"), "notices", ["corrects"])
    op.create_index(op.f("ix_notices_started"), "notices", ["started"])
    op.create_index(op.f("ix_notices_state_due"), "notices", ["state", "due"])
    op.create_table(
        "notice_files",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("notice", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("type", sa.String(length=60), nullable=False),
        sa.Column("alt", sa.String(length=200), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["notice"], ["notices.id"], name=op.f("fk_notice_files_notice"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice_files")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_notice_files_notice"), "notice_files", ["notice"])
    op.add_column("outbox", sa.Column("notice", sa.Integer(), nullable=True))
    op.add_column("outbox", sa.Column("message", sa.String(length=80), nullable=True))
    op.drop_index("ix_outbox_channel_state_urgent_due", "outbox")
    op.create_index(
        op.f("ix_outbox_channel_state_urgent_due_id"), "outbox", ["channel", "state", "urgent", "due", "id"]
    )
    op.create_index(op.f("ix_outbox_notice_state"), "outbox", ["notice", "state"])
    op.create_index(op.f("ix_consents_purpose_person"), "consents", ["purpose", "person"])


def downgrade() -> None:
    op.drop_index("ix_consents_purpose_person", "consents")
    op.drop_index("ix_outbox_notice_state", "outbox")
    op.drop_index("ix_outbox_channel_state_urgent_due_id", "outbox")
    op.create_index(op.f("ix_outbox_channel_state_urgent_due"), "outbox", ["channel", "state", "urgent", "due"])
    op.drop_column("outbox", "message")
    op.drop_column("outbox", "notice")
    op.drop_table("notice_files")
    op.drop_table("notices")
    op.drop_table("subscribers")
