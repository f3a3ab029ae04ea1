"""Triggers that keep the database from changing or deleting entries of the audit log.

SQLite drops them with a table that a migration makes anew: such a migration runs `put_up` again.
"""

from __future__ import annotations

from django.db.backends.base.base import BaseDatabaseWrapper

TABLE = "accounts_auditentry"
REFUSAL = "entries of the audit log are neither changed nor deleted"

UP = {
    "sqlite": [
        f"CREATE TRIGGER audit_no_{event} BEFORE {event} ON {TABLE} "
        f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
        for event in ("update", "delete")
    ],
    "postgresql": [
        "CREATE OR REPLACE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'integrity_constraint_violation'; "
        "END $$",
        f"CREATE TRIGGER audit_no_update BEFORE UPDATE OR DELETE ON {TABLE} "
        "FOR EACH ROW EXECUTE FUNCTION audit_refuse()",
        f"CREATE TRIGGER audit_no_delete BEFORE TRUNCATE ON {TABLE} "
        "FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse()",
    ],
}
STANDING = {
    "sqlite": "SELECT count(*) FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s",
    "postgresql": "SELECT count(*) FROM pg_trigger "
    "WHERE tgrelid = %s::regclass AND NOT tgisinternal AND tgenabled <> 'D'",
}


def put_up(connection: BaseDatabaseWrapper) -> None:
    run(connection, UP[connection.vendor])


def take_down(connection: BaseDatabaseWrapper) -> None:
    """For the way back of a migration, and for tests that empty the database."""
    on_table = f" ON {TABLE}" if connection.vendor == "postgresql" else ""
    run(connection, [f"DROP TRIGGER audit_no_{event}{on_table}" for event in ("update", "delete")])


def stand(connection: BaseDatabaseWrapper) -> bool:
    """Whether both triggers are there and on. One query."""
    with connection.cursor() as cursor:
        cursor.execute(STANDING[connection.vendor], [TABLE])
        return cursor.fetchone() == (2,)


def run(connection: BaseDatabaseWrapper, statements: list[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
