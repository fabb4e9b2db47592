"""Row level security: one policy, one text, for every tenant table.

Exactly one permissive policy per table: a second permissive one would widen the wall, and a
restrictive one is silently turned permissive on Citus's shards.
"""

from collections.abc import Iterator

from punos.db.roles import NET, PROVISIONER, WEB

POLICY = "tenant_wall"
PREDICATE = "tenant_id = nullif(current_setting('punos.tenant', true), '')::uuid"
# The same text as the catalogue prints it back.
PREDICATE_IN_CATALOGUE = (
    "(tenant_id = (NULLIF(current_setting('punos.tenant'::text, true), ''::text))::uuid)"
)

# Raises when another tenant is already named, otherwise always runs SET LOCAL: on a sharded cluster
# only the statement itself reaches the shards, set_config never does.
SET_TENANT = """
CREATE OR REPLACE FUNCTION public.set_tenant(t uuid) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  IF coalesce(nullif(current_setting('punos.tenant', true), ''), t::text) <> t::text THEN
    RAISE EXCEPTION 'another tenant is already set in this transaction';
  END IF;
  EXECUTE format('SET LOCAL punos.tenant = %L', t);
END $$
"""


def wall(table: str, grants: str = "SELECT, INSERT, UPDATE, DELETE") -> Iterator[str]:
    """The statements that put a tenant's table behind the wall, one at a time."""
    yield f"ALTER TABLE public.{table} ENABLE ROW LEVEL SECURITY"
    yield f"ALTER TABLE public.{table} FORCE ROW LEVEL SECURITY"
    yield (
        f"CREATE POLICY {POLICY} ON public.{table} AS PERMISSIVE FOR ALL "
        f"TO {WEB}, {PROVISIONER} USING ({PREDICATE}) WITH CHECK ({PREDICATE})"
    )
    yield f"GRANT {grants} ON public.{table} TO {WEB}"
    yield f"GRANT {grants} ON public.{table} TO {PROVISIONER}"


def shared(table: str) -> Iterator[str]:
    """The grants of a table of the whole deployment: read by those who serve, written by one."""
    yield f"GRANT SELECT ON public.{table} TO {WEB}"
    yield f"GRANT SELECT, INSERT, UPDATE ON public.{table} TO {PROVISIONER}"
    if table == "tenant_host":
        # A host may be given up; a tenant is closed, never deleted.
        yield f"GRANT DELETE ON public.{table} TO {PROVISIONER}"
    if table == "public_tenant":
        # Whoever compares figures has to name whose they are.
        yield f"GRANT SELECT ON public.{table} TO {NET}"


def published(table: str) -> Iterator[str]:
    """The grants of a table of published figures: written by the publishing job's role, read by the
    network's, and by nobody who serves a tenant's pages."""
    yield f"GRANT SELECT, INSERT, UPDATE, DELETE ON public.{table} TO {PROVISIONER}"
    yield f"GRANT SELECT ON public.{table} TO {NET}"
