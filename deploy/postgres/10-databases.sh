#!/usr/bin/env bash
# A database per service and its roles: `booking` runs the service, and may do what the last migration gave it;
# `booking_owner` owns the tables and migrates them; `booking_log` cannot sign in and owns nothing yet: it is for logs that
# not even the service's owner may change. No role may connect to another service's database.
# Whoever has passwords here is a service: BOOKING_DB_PASSWORD and BOOKING_OWNER_DB_PASSWORD, and so on. PostgreSQL's image
# runs this once, when the data directory is new. Run again by hand it makes what is missing, and hands a database that its
# service owned over to the owner; it changes nothing else.
set -euo pipefail
psql() { command psql --quiet --no-align --tuples-only --set ON_ERROR_STOP=1 --username "${POSTGRES_USER:-postgres}" "$@"; }
ask() { psql --dbname postgres --command "$1"; }

passwords="$(compgen -e | grep '_DB_PASSWORD$' | grep -v '_OWNER_DB_PASSWORD$')" || { echo "No password of any service is set, like BOOKING_DB_PASSWORD." >&2; exit 1; }
for name in $passwords; do
    service="${name%_DB_PASSWORD}"
    owner="${service}_OWNER_DB_PASSWORD"
    service="${service,,}"
    if [ -z "$(ask "SELECT 1 FROM pg_roles WHERE rolname = '$service'")" ]; then
        psql --dbname postgres --set service="$service" --set password="${!name:?set $name}" <<'SQL'
CREATE ROLE :"service" LOGIN PASSWORD :'password';
SQL
    fi
    if [ -z "$(ask "SELECT 1 FROM pg_roles WHERE rolname = '${service}_owner'")" ]; then
        psql --dbname postgres --set owner="${service}_owner" --set log="${service}_log" --set password="${!owner:?set $owner}" <<'SQL'
CREATE ROLE :"owner" LOGIN PASSWORD :'password';
CREATE ROLE :"log";
GRANT :"log" TO :"owner";
SQL
    fi
    [ -n "$(ask "SELECT 1 FROM pg_database WHERE datname = '$service'")" ] \
        || psql --dbname postgres --set service="$service" --set owner="${service}_owner" <<'SQL'
CREATE DATABASE :"service" OWNER :"owner";
REVOKE ALL ON DATABASE :"service" FROM PUBLIC;
GRANT CONNECT ON DATABASE :"service" TO :"service";
SQL
    if [ "$(ask "SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = '$service'")" = "$service" ]; then
        psql --dbname "$service" --set service="$service" --set owner="${service}_owner" <<'SQL'
REASSIGN OWNED BY :"service" TO :"owner";
GRANT CONNECT ON DATABASE :"service" TO :"service";
SQL
    fi
done

ask 'REVOKE ALL ON DATABASE postgres, template1 FROM PUBLIC'
