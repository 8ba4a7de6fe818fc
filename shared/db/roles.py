"""Owns what is asked of the role a service enters its database with: row-level security has to bind it."""

from __future__ import annotations

import sqlalchemy as sa

from shared.db.database import sqlalchemy_url
from shared.errors import precondition


def unbound_role(url: str) -> str:
    """The role of a database URL where row-level security does not bind it; empty where it does."""
    query = sa.text("select current_user, rolsuper or rolbypassrls from pg_roles where rolname = current_user")
    engine = sa.create_engine(sqlalchemy_url(url), poolclass=sa.NullPool, connect_args={"connect_timeout": 5})
    with engine.connect() as connection:
        role, unbound = connection.execute(query).one()
    return str(role) if unbound else ""


def require_bound(url: str) -> None:
    """Refuses to go on with a role that sees every row whatever the policies say.

    Raises:
        SepiaError: FAILED_PRECONDITION (ROW_SECURITY_VOID).
    """
    if role := unbound_role(url):
        raise precondition(
            "ROW_SECURITY_VOID",
            f"The role {role} of SEPIA_DATABASE_URL is a superuser or has BYPASSRLS, so the database would show it "
            "everything, whoever asks: licences, offers, claim charts under embargo. Enter with a role of the "
            "service's own (`create role … login nosuperuser nobypassrls`), as `sepia up` does. Where nothing "
            "confidential is kept, such as in a test, SEPIA_ALLOW_SUPERUSER=true goes on all the same.",
        )
