"""ratings added up day by day, the triggers that tell which days changed, and an index for the figures of visits."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_COUNTED = "day, hour, level, mode, channel, field, procedure, counter, wednesday, trips, extra, read_back, suspect"


def upgrade() -> None:
    op.create_table(
        "tallies",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("what", sa.String(length=12), nullable=False),
        sa.Column("field", sa.String(length=40), nullable=False),
        sa.Column("key", sa.String(length=40), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("one", "two", "three", "four", "five")),
        sa.PrimaryKeyConstraint("day", "what", "field", "key", name=op.f("pk_tallies")),
    )
    op.create_table(
        "stale_days",
        sa.Column("day", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_stale_days")),
    )
    op.create_index(op.f("ix_visits_figures"), "visits", ["returned", "received", "due", "rated", "field", "outcome"])
    op.execute("INSERT INTO stale_days (day) SELECT DISTINCT day FROM ratings")
    if op.get_context().dialect.name == "sqlite":
        _watch_on_sqlite()
    else:
        _watch_on_postgresql()


def _watch_on_sqlite() -> None:
    mark = "INSERT OR IGNORE INTO stale_days (day)"
    for act, rows in (("INSERT", ("NEW",)), ("DELETE", ("OLD",)), (f"UPDATE OF {_COUNTED}", ("OLD", "NEW"))):
        name = f"ratings_stale_{act.split()[0].lower()}"
        body = " ".join(f"{mark} VALUES ({row}.day);" for row in rows)
        op.execute(f"CREATE TRIGGER {name} AFTER {act} ON ratings BEGIN {body} END")
    for act, row in (("INSERT", "NEW"), ("DELETE", "OLD")):
        op.execute(
            f"CREATE TRIGGER reasons_stale_{act.lower()} AFTER {act} ON rating_reasons "
            f"BEGIN {mark} SELECT day FROM ratings WHERE id = {row}.rating; END"
        )


def _watch_on_postgresql() -> None:
    # DO UPDATE and not DO NOTHING: it locks the mark, so that whoever adds the day up waits for this transaction
    mark = "ON CONFLICT (day) DO UPDATE SET day = excluded.day"
    op.execute(
        "CREATE FUNCTION rating_stale() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF TG_OP <> 'INSERT' THEN INSERT INTO stale_days VALUES (OLD.day) {mark}; END IF; "
        f"IF TG_OP <> 'DELETE' THEN INSERT INTO stale_days VALUES (NEW.day) {mark}; END IF; RETURN NULL; END $$"
    )
    op.execute(
        f"CREATE TRIGGER ratings_stale AFTER INSERT OR DELETE OR UPDATE OF {_COUNTED} ON ratings "
        "FOR EACH ROW EXECUTE FUNCTION rating_stale()"
    )
    op.execute(
        "CREATE FUNCTION reason_stale() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "INSERT INTO stale_days SELECT day FROM ratings WHERE id = COALESCE(NEW.rating, OLD.rating) "
        f"{mark}; RETURN NULL; END $$"
    )
    op.execute(
        "CREATE TRIGGER reasons_stale AFTER INSERT OR DELETE ON rating_reasons "
        "FOR EACH ROW EXECUTE FUNCTION reason_stale()"
    )


def downgrade() -> None:
    if op.get_context().dialect.name == "sqlite":
        for name in ("ratings_stale_insert", "ratings_stale_delete", "ratings_stale_update"):
            op.execute(f"DROP TRIGGER {name}")
        for name in ("reasons_stale_insert", "reasons_stale_delete"):
            op.execute(f"DROP TRIGGER {name}")
    else:
        op.execute("DROP FUNCTION rating_stale() CASCADE")
        op.execute("DROP FUNCTION reason_stale() CASCADE")
    op.drop_index(op.f("ix_visits_figures"), table_name="visits")
    op.drop_table("stale_days")
    op.drop_table("tallies")
