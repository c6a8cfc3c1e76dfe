"""What is kept: SQLAlchemy Core on SQLite or PostgreSQL, one file per noun."""
