"""Alembic's environment for a station's kept tables: one connection, handed in by `coalguard.store.upgrade`.

There is no ini file and no offline mode. Foreign keys are switched off by the caller before the transaction begins.
"""

from alembic import context

context.configure(connection=context.config.attributes["connection"], transactional_ddl=True)
with context.begin_transaction():
    context.run_migrations()
