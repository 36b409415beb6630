# syntax=docker/dockerfile:1
# `docker build .` makes the image to run: one static program on nothing, as nobody, without a shell.
# `docker build --target git .` adds git and a shell, for the pre-commit hook and for GitLab, which need them.

FROM rust:1.95-alpine3.22 AS build
# tree-sitter's grammars and the TLS library are C.
RUN apk add --no-cache build-base=~0.5 cmake=~3.31 perl=~5.40
WORKDIR /src
# The sources, what is embedded in them, and the bench, without which Cargo does not read its manifest. .dockerignore
# lets nothing else in.
COPY Cargo.toml Cargo.lock ./
COPY benches benches
COPY policies policies
COPY rules rules
COPY schemas schemas
COPY templates templates
COPY src src
RUN --mount=type=cache,target=/usr/local/cargo/registry,sharing=locked \
    --mount=type=cache,target=/src/target,sharing=locked \
    cargo build --release --locked --bin proofmark \
    && install -D -m 0755 target/release/proofmark /out/proofmark

FROM alpine:3.22 AS git
RUN apk add --no-cache git=~2.49 && adduser -D -H -u 65532 proofmark
COPY --from=build /out/proofmark /usr/local/bin/proofmark
USER 65532:65532
WORKDIR /src
ENTRYPOINT ["/usr/local/bin/proofmark"]

FROM scratch
COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/ca-certificates.crt
COPY --from=build /out/proofmark /proofmark
USER 65532:65532
WORKDIR /work
ENTRYPOINT ["/proofmark"]
CMD ["--help"]
