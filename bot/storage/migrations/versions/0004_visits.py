"""visits to the desk and the lists they come in."""

import sqlalchemy as sa
from alembic import op

from bot.storage.tables import Moment

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "imports",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("staff", sa.Integer(), nullable=True),
        sa.Column("file", sa.String(length=200), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("seen", sa.Integer(), nullable=False),
        sa.Column("new", sa.Integer(), nullable=False),
        sa.Column("changed", sa.Integer(), nullable=False),
        sa.Column("same", sa.Integer(), nullable=False),
        sa.Column("wrong", sa.JSON(), nullable=False),
        sa.Column("wrong_count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_imports")),
    )
    with op.batch_alter_table("imports", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_imports_at"), ["at"], unique=False)
    op.create_table(
        "visits",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=12), nullable=False),
        sa.Column("dossier", sa.String(length=60), nullable=True),
        sa.Column("field", sa.String(length=40), nullable=True),
        sa.Column("entry", sa.String(length=40), nullable=True),
        sa.Column("procedure", sa.Text(), nullable=False),
        sa.Column("counter", sa.String(length=40), nullable=True),
        sa.Column("received", Moment(), nullable=False),
        sa.Column("due", Moment(), nullable=True),
        sa.Column("returned", Moment(), nullable=True),
        sa.Column("outcome", sa.String(length=10), nullable=False),
        sa.Column("source", sa.String(length=10), nullable=False),
        sa.Column("import_id", sa.Integer(), nullable=True),
        sa.Column("person", sa.Integer(), nullable=True),
        sa.Column("linked", Moment(), nullable=True),
        sa.Column("rated", sa.Boolean(), nullable=False),
        sa.Column("made", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["import_id"], ["imports.id"], name=op.f("fk_visits_import_id"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name=op.f("fk_visits_person"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visits")),
        sa.UniqueConstraint("code", name=op.f("uq_visits_code")),
        sa.UniqueConstraint("dossier", name=op.f("uq_visits_dossier")),
    )
    with op.batch_alter_table("visits", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_visits_import_id"), ["import_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_visits_person"), ["person"], unique=False)
        batch_op.create_index(batch_op.f("ix_visits_received"), ["received"], unique=False)
        batch_op.create_index(batch_op.f("ix_visits_returned"), ["returned"], unique=False)


def downgrade() -> None:
    op.drop_table("visits")
    op.drop_table("imports")
