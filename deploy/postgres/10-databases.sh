#!/usr/bin/env bash
# A database and a role per service, each with a password of its own; no role may connect to another's database.
# PostgreSQL's image runs this once, when the data directory is new. Passwords: BOOKING_DB_PASSWORD and so on.
set -euo pipefail

for service in booking screening inventory notifications; do
    name="${service^^}_DB_PASSWORD"
    psql --quiet --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname postgres \
        --set service="$service" --set password="${!name:?set $name}" <<'SQL'
CREATE ROLE :"service" LOGIN PASSWORD :'password';
CREATE DATABASE :"service" OWNER :"service";
REVOKE ALL ON DATABASE :"service" FROM PUBLIC;
SQL
done

psql --quiet --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname postgres --command 'REVOKE ALL ON DATABASE postgres, template1 FROM PUBLIC'
