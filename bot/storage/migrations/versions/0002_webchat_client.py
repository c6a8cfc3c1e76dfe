"""the page's own id of what a citizen said on the web chat."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("webchat", sa.Column("client", sa.String(length=40), nullable=True))
    op.create_index("ix_webchat_account_client", "webchat", ["account", "client"], unique=True)


def downgrade() -> None:
    op.drop_index("ix_webchat_account_client", table_name="webchat")
    op.drop_column("webchat", "client")
