#!/usr/bin/env bash
# A database and a role per service, each with a password of its own; no role may connect to another's database.
# Whoever has a password here is a service: BOOKING_DB_PASSWORD and so on. PostgreSQL's image runs this once, when the data
# directory is new; run again by hand it makes what is missing, and changes nothing that is there.
set -euo pipefail
psql() { command psql --quiet --no-align --tuples-only --set ON_ERROR_STOP=1 --username "${POSTGRES_USER:-postgres}" --dbname postgres "$@"; }

passwords="$(compgen -e | grep '_DB_PASSWORD$')" || { echo "No password of any service is set, like BOOKING_DB_PASSWORD." >&2; exit 1; }
for name in $passwords; do
    service="${name%_DB_PASSWORD}"
    service="${service,,}"
    [ -z "$(psql --command "SELECT 1 FROM pg_database WHERE datname = '$service'")" ] || continue
    psql --set service="$service" --set password="${!name:?set $name}" <<'SQL'
CREATE ROLE :"service" LOGIN PASSWORD :'password';
CREATE DATABASE :"service" OWNER :"service";
REVOKE ALL ON DATABASE :"service" FROM PUBLIC;
SQL
done

psql --command 'REVOKE ALL ON DATABASE postgres, template1 FROM PUBLIC'
