"""Owns the way to PostgreSQL: engine, write transactions, read sessions, keyset pages and migrations."""

from shared.db.database import Database, WriteTransaction
from shared.db.pages import PageToken, page_size, read_page_token, write_page_token

__all__ = ["Database", "PageToken", "WriteTransaction", "page_size", "read_page_token", "write_page_token"]
