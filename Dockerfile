# goto-token alone, with what it cannot do without: libc, certificates and an empty home. No shell, no packages.
#
#   docker build --tag goto-token .
#   docker run --rm --publish 127.0.0.1:5000:5000 --env-file .env --volume goto-token:/login goto-token login --listen 0.0.0.0
#
# The release is pinned. To pin its very bytes, put the digest behind it that your registry names: debian:12@sha256:…
FROM debian:12 AS build
WORKDIR /source
COPY . .
RUN scripts/image /image

FROM scratch
LABEL org.opencontainers.image.title="goto-token" \
      org.opencontainers.image.description="Command-line OAuth 2.0 token fetcher" \
      org.opencontainers.image.licenses="MIT"
COPY --from=build /image /
USER 65532:65532
# The login is kept in /login/goto-token: a volume at /login keeps it.
ENV HOME=/home/goto-token XDG_STATE_HOME=/login
WORKDIR /home/goto-token
ENTRYPOINT ["/usr/bin/goto-token"]
