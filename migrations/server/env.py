"""Alembic's environment for the municipal server: one connection, handed in by `coalguard.server.database`.

There is no ini file and no offline mode. The caller holds the lock that lets one process migrate at a time.
"""

from alembic import context

context.configure(connection=context.config.attributes["connection"], transactional_ddl=True)
with context.begin_transaction():
    context.run_migrations()
