#!/usr/bin/env bash
# Of what the real image's entry point does, the part that compose and testcontainers ask for: POSTGRES_USER, POSTGRES_DB,
# POSTGRES_PASSWORD (or …_FILE), scripts in /docker-entrypoint-initdb.d on a new data directory, and never running as root.
set -euo pipefail

if [ "$(id -u)" = 0 ]; then
    mkdir -p "$PGDATA" /run/postgresql
    chown -R postgres:postgres /var/lib/postgresql /run/postgresql
    chmod 700 "$PGDATA"
    exec setpriv --reuid postgres --regid postgres --init-groups "$0" "$@"
fi

if [ "${1:-}" = postgres ] && [ ! -s "$PGDATA/PG_VERSION" ]; then
    export POSTGRES_USER="${POSTGRES_USER:-postgres}" POSTGRES_DB="${POSTGRES_DB:-${POSTGRES_USER:-postgres}}"
    password="${POSTGRES_PASSWORD:-$(cat "${POSTGRES_PASSWORD_FILE:?set POSTGRES_PASSWORD or POSTGRES_PASSWORD_FILE}")}"
    initdb --username "$POSTGRES_USER" --pwfile <(printf '%s\n' "$password") --auth-local trust --auth-host scram-sha-256 \
        --encoding UTF8 --locale C.UTF-8 >/dev/null
    printf 'host all all all scram-sha-256\n' >> "$PGDATA/pg_hba.conf"
    pg_ctl --wait --silent --options "-c listen_addresses='' -c unix_socket_directories=/tmp" start
    export PGHOST=/tmp
    [ "$POSTGRES_DB" = postgres ] || createdb --username "$POSTGRES_USER" "$POSTGRES_DB"
    for script in /docker-entrypoint-initdb.d/*; do
        case "$script" in
            *.sh) bash "$script" ;;
            *.sql) psql --quiet --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" --file "$script" ;;
        esac
    done
    pg_ctl --wait --silent --mode fast stop
    unset PGHOST
fi

[ "${1:-}" != postgres ] || set -- "$@" -c "listen_addresses=*" -c "unix_socket_directories=/run/postgresql,/tmp"
exec "$@"
