"""questions passed on to officials, the talks in them, their pictures, and ready answers."""

import sqlalchemy as sa
from alembic import op

from bot.storage.tables import Moment

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _inquiries()
    op.create_table(
        "inquiry_files",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("inquiry", sa.Integer(), nullable=False),
        sa.Column("type", sa.String(length=20), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("made", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["inquiry"], ["inquiries.id"], name=op.f("fk_inquiry_files_inquiry"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inquiry_files")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_inquiry_files_inquiry"), "inquiry_files", ["inquiry"], unique=False)
    op.create_index(op.f("ix_inquiry_files_made"), "inquiry_files", ["made"], unique=False)
    op.create_table(
        "inquiry_lines",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("inquiry", sa.Integer(), nullable=False),
        sa.Column("whose", sa.String(length=8), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("file", sa.Integer(), nullable=True),
        sa.Column("said", Moment(), nullable=False),
        sa.Column("staff", sa.Integer(), nullable=True),
        sa.Column("key", sa.String(length=80), nullable=True),
        sa.ForeignKeyConstraint(
            ["inquiry"], ["inquiries.id"], name=op.f("fk_inquiry_lines_inquiry"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["file"], ["inquiry_files.id"], name=op.f("fk_inquiry_lines_file"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inquiry_lines")),
        sa.UniqueConstraint("key", name=op.f("uq_inquiry_lines_key")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_inquiry_lines_inquiry_id"), "inquiry_lines", ["inquiry", "id"], unique=False)
    op.create_table(
        "answer_templates",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("field", sa.String(length=40), nullable=True),
        sa.Column("title", sa.String(length=80), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("author", sa.Integer(), nullable=True),
        sa.Column("changed", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answer_templates")),
        sqlite_autoincrement=True,
    )


def _inquiries() -> None:
    op.create_table(
        "inquiries",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("person", sa.Integer(), nullable=True),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("field", sa.String(length=40), nullable=True),
        sa.Column("question", sa.Text(), nullable=True),
        sa.Column("entry", sa.String(length=40), nullable=True),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("merged_into", sa.Integer(), nullable=True),
        sa.Column("taken_by", sa.Integer(), nullable=True),
        sa.Column("passed_to", sa.Integer(), nullable=True),
        sa.Column("opened", Moment(), nullable=False),
        sa.Column("due", Moment(), nullable=False),
        sa.Column("promised", sa.Boolean(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("told", Moment(), nullable=True),
        sa.Column("reminded", Moment(), nullable=True),
        sa.Column("escalated", Moment(), nullable=True),
        sa.Column("taken", Moment(), nullable=True),
        sa.Column("answered", Moment(), nullable=True),
        sa.Column("closed", Moment(), nullable=True),
        sa.Column("closed_by", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("talking", Moment(), nullable=True),
        sa.Column("phone", sa.String(length=20), nullable=True),
        sa.Column("phone_state", sa.String(length=8), nullable=True),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name=op.f("fk_inquiries_person"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(
            ["merged_into"], ["inquiries.id"], name=op.f("fk_inquiries_merged_into"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inquiries")),
        sqlite_autoincrement=True,
    )
    for columns in (["person"], ["state", "due"], ["taken_by", "state"], ["merged_into"], ["closed"], ["answered"]):
        op.create_index(op.f("ix_inquiries_" + "_".join(columns)), "inquiries", columns, unique=False)


def downgrade() -> None:
    op.drop_table("answer_templates")
    op.drop_table("inquiry_lines")
    op.drop_table("inquiry_files")
    op.drop_table("inquiries")
