# syntax=docker/dockerfile:1
# README.md has the command, under "Building the image".

# The SDK runs on the builder's own platform, whatever it builds for.
FROM --platform=$BUILDPLATFORM mcr.microsoft.com/dotnet/sdk:10.0 AS build
ARG TARGETARCH=amd64
WORKDIR /source

# What links native code, for the processor that the image is for: the builder's own or the other one.
RUN apt-get update && apt-get install -y --no-install-recommends clang crossbuild-essential-$TARGETARCH && rm -rf /var/lib/apt/lists/*

# Nothing but what restore reads, so that a change of code does not fetch packages again.
COPY global.json Directory.Build.props Directory.Packages.props ./
COPY src/VeleroFreeze/VeleroFreeze.csproj src/VeleroFreeze/
COPY src/VeleroFreeze.Core/VeleroFreeze.Core.csproj src/VeleroFreeze.Core/
COPY src/VeleroFreeze.Kubernetes/VeleroFreeze.Kubernetes.csproj src/VeleroFreeze.Kubernetes/
RUN dotnet restore src/VeleroFreeze -a $TARGETARCH

# Not all of src: the sandbox never gets into the image.
COPY .editorconfig ./
COPY src/VeleroFreeze/ src/VeleroFreeze/
COPY src/VeleroFreeze.Core/ src/VeleroFreeze.Core/
COPY src/VeleroFreeze.Kubernetes/ src/VeleroFreeze.Kubernetes/
ARG VERSION=0.1.0
ARG REVISION=unknown
RUN dotnet publish src/VeleroFreeze -c Release -a $TARGETARCH --no-restore -o /app -p:Version=$VERSION -p:SourceRevisionId=$REVISION

# The C library, OpenSSL and certificates: neither .NET, nor a shell, nor a package manager.
FROM mcr.microsoft.com/dotnet/runtime-deps:10.0-noble-chiseled
ARG VERSION=0.1.0
ARG REVISION=unknown
ARG CREATED=
LABEL org.opencontainers.image.title="velero-freeze" \
      org.opencontainers.image.description="Freeze hooks for KubeVirt virtual machines in Velero backups, and a verdict per VM and disk" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="$VERSION" \
      org.opencontainers.image.revision="$REVISION" \
      org.opencontainers.image.created="$CREATED"
# The diagnostics socket would need a place to write to; the base image's port is none of ours.
ENV DOTNET_EnableDiagnostics=0 \
    ASPNETCORE_HTTP_PORTS=
WORKDIR /app
COPY --from=build /app/velero-freeze ./
# As a number, or runAsNonRoot could not be checked.
USER 65532:65532
ENTRYPOINT ["/app/velero-freeze"]
