# goto-token alone, with what it cannot do without: libc, certificates and an empty home. No shell, no packages.
#
#   docker build --tag goto-token .
#   docker run --rm --publish 127.0.0.1:5000:5000 --env-file .env --volume goto-token:/login \
#     goto-token login --listen 0.0.0.0
#
# To pin the very bytes of the system, name its digest, as your registry tells it: debian:12@sha256:…
FROM debian:12 AS build
WORKDIR /source
COPY . .
# The time of all files, in seconds since 1970. A build argument of this name sets it.
ARG SOURCE_DATE_EPOCH=0
RUN scripts/package --output /packages
RUN scripts/image /packages/goto-token-*-linux-*.tar.gz /image

FROM scratch
LABEL org.opencontainers.image.title="goto-token" \
      org.opencontainers.image.description="Command-line OAuth 2.0 token fetcher" \
      org.opencontainers.image.licenses="MIT"
COPY --from=build /image /
USER 65532:65532
# A login is kept in /login/goto-token, so a volume at /login keeps it beyond the container.
ENV HOME=/home/goto-token XDG_STATE_HOME=/login
WORKDIR /home/goto-token
ENTRYPOINT ["/usr/bin/goto-token"]
