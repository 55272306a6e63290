# One image per service: booking's code and what booking needs, nothing of the other services.
#
#   docker build --build-arg SERVICE=booking -t needlepoint/booking:dev .
#   docker run needlepoint/booking:dev api|worker|migrate
# With a registry, name the digest that you have verified: PYTHON_IMAGE=python:3.13-slim-trixie@sha256:… (SECURITY.md).
ARG PYTHON_IMAGE=python:3.13-slim-trixie

# What every service needs is one layer of all images: it is made, pushed and pulled once.
FROM ${PYTHON_IMAGE} AS shared
COPY requirements-install.txt /tmp/install.txt
COPY chassis/requirements.txt /tmp/chassis.txt
# uv stays outside /venv: what runs cannot install anything.
ENV SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt
RUN python -m venv /uv \
    && /uv/bin/python -m pip install --quiet --no-cache-dir --disable-pip-version-check --require-hashes -r /tmp/install.txt \
    && python -m venv --without-pip /venv \
    && /uv/bin/uv pip install --python /venv --quiet --no-cache --compile-bytecode --require-hashes -r /tmp/chassis.txt

FROM shared AS build
ARG SERVICE
COPY services/${SERVICE}/requirements.txt /tmp/requirements.txt
# Only what this service needs besides; it stays in /venv too, for the bill of materials.
RUN touch /tmp/before \
    && /uv/bin/uv pip install --python /venv --quiet --no-cache --compile-bytecode --require-hashes -r /tmp/requirements.txt \
    && mkdir /own \
    && cd /venv && find . ! -type d -cnewer /tmp/before -print0 | tar --null --files-from - --create | tar --extract --directory /own
ARG VERSION=0.1.0
COPY deploy/sbom.py /tmp/sbom.py
RUN mkdir /app && /venv/bin/python /tmp/sbom.py needlepoint/${SERVICE} ${VERSION} > /app/sbom.cdx.json
COPY contracts /app/contracts
COPY bibliography /app/bibliography
COPY chassis /app/chassis
COPY services/__init__.py /app/services/__init__.py
COPY services/${SERVICE} /app/services/${SERVICE}
# Code that some services share is only in the images of those that import it.
COPY calendar_files /optional/calendar_files
COPY cartridge_codes /optional/cartridge_codes
COPY contact_details /optional/contact_details
RUN for shared in calendar_files cartridge_codes contact_details; do \
        if grep -rq "^from ${shared}" "/app/services/${SERVICE}"; then cp -r "/optional/${shared}" /app/; fi; \
    done
RUN /venv/bin/python -m compileall -q /app

FROM ${PYTHON_IMAGE}
COPY --from=shared /venv /venv
ARG SERVICE
COPY --from=build /own /venv
COPY --from=build /app /app
ARG VERSION=0.1.0
ARG REVISION=unknown
LABEL org.opencontainers.image.title="needlepoint/${SERVICE}" \
      org.opencontainers.image.description="The ${SERVICE} service of Needlepoint, as api, worker or migrate" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}"
# A volume that is mounted here belongs to the user below: booking keeps photos in it.
RUN mkdir /photos && chown 10001:10001 /photos
ENV PATH=/venv/bin:$PATH \
    PYTHONPATH=/app \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    SERVICE=${SERVICE}
WORKDIR /app
# By number, so that Kubernetes can see that it is not root.
USER 10001:10001
EXPOSE 8000
STOPSIGNAL SIGTERM
# By the shell: to start Python for each look costs more than all that an idle service does.
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 \
    CMD ["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/8000 && printf 'GET /health/ready HTTP/1.0\\r\\n\\r\\n' >&3 && read -r _ status _ <&3 && [ \"$status\" = 200 ]"]
# exec: Python itself gets the signal to stop.
ENTRYPOINT ["/bin/sh", "-c", "exec python -m services.${SERVICE} \"$@\"", "service"]
CMD ["api"]
