"""notices in the chat: who watches one go, and an address for each of its files."""

import secrets

import sqlalchemy as sa
from alembic import op

from bot.storage.tables import Moment

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "notice_watchers",
        sa.Column("notice", sa.Integer(), nullable=False),
        sa.Column("person", sa.Integer(), nullable=False),
        sa.Column("message", sa.String(length=80), nullable=False),
        sa.Column("shown", sa.String(length=40), nullable=False),
        sa.Column("at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(["notice"], ["notices.id"], name=op.f("fk_notice_watchers_notice"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name=op.f("fk_notice_watchers_person"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("notice", "person", name=op.f("pk_notice_watchers")),
    )
    op.create_index(op.f("ix_notice_watchers_person"), "notice_watchers", ["person"], unique=False)
    op.add_column("notice_files", sa.Column("key", sa.String(length=32), nullable=True))
    files = sa.table("notice_files", sa.column("id", sa.Integer), sa.column("key", sa.String))
    connection = op.get_bind()
    for number in connection.execute(sa.select(files.c.id)).scalars().all():
        row = sa.update(files).where(files.c.id == number)
        connection.execute(row.values(key=secrets.token_hex(16)))
    with op.batch_alter_table("notice_files", table_kwargs={"sqlite_autoincrement": True}) as batch:
        batch.alter_column("key", existing_type=sa.String(length=32), nullable=False)
        batch.create_unique_constraint(op.f("uq_notice_files_key"), ["key"])


def downgrade() -> None:
    with op.batch_alter_table("notice_files", table_kwargs={"sqlite_autoincrement": True}) as batch:
        batch.drop_constraint(op.f("uq_notice_files_key"), type_="unique")
        batch.drop_column("key")
    op.drop_table("notice_watchers")
