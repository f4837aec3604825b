-- Roles of an archive's database: run once as a superuser, in the empty database `kassa`.
-- Tables belong to the owner; who serves may add evidence, and has no right to change it. Triggers
-- say so a second time, to every role. Passwords: ALTER ROLE … PASSWORD, or certificates.
\set ON_ERROR_STOP on

DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'kassa_owner') THEN
        CREATE ROLE kassa_owner LOGIN;
    END IF;
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'kassa_ingest') THEN
        CREATE ROLE kassa_ingest LOGIN;
    END IF;
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'kassa_portal') THEN
        CREATE ROLE kassa_portal LOGIN;
    END IF;
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'kassa_serve') THEN
        -- `kassa-archive serve` does both: it is a member of both, and of nothing else.
        CREATE ROLE kassa_serve LOGIN IN ROLE kassa_ingest, kassa_portal;
    END IF;
END
$$;

REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT ALL ON SCHEMA public TO kassa_owner;
GRANT USAGE ON SCHEMA public TO kassa_ingest, kassa_portal;

-- An answer to a till is a promise: it is on the medium. Whoever serves cannot turn that off.
ALTER ROLE kassa_serve SET synchronous_commit = on;
-- A statement that hangs must not hold a till's batch for ever.
ALTER ROLE kassa_serve SET statement_timeout = '30s';
ALTER ROLE kassa_serve SET idle_in_transaction_session_timeout = '60s';
