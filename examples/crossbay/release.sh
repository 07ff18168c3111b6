#!/usr/bin/env bash
# Builds the program for those who have no Go: release.sh FOLDER [GOOS/GOARCH ...],
# for all targets below where none is named. Nothing is fetched: the modules come
# from the module cache, which `go mod download` fills beforehand. The same commit and
# the same Go give the same bytes.
#
# FOLDER then has a program for each target, beside each a list of its parts (SBOM,
# CycloneDX 1.5) as the program itself states them, and SHA256SUMS.
set -euo pipefail
to=${1:?the folder to write to}
shift
targets=("$@")
[ ${#targets[@]} -gt 0 ] || targets=(linux/amd64 linux/arm64 darwin/amd64 darwin/arm64 windows/amd64 windows/arm64)
mkdir -p "$to"
to=$(cd "$to" && pwd)
cd "$(dirname "$0")/../.."

export GOFLAGS="-mod=mod" GOPROXY=off GOTOOLCHAIN=local CGO_ENABLED=0
version=$(git describe --tags --always --dirty 2>/dev/null || echo unknown)
names=()
for target in "${targets[@]}"; do
	name=crossbay-$version-${target%/*}-${target#*/}
	[ "${target%/*}" != windows ] || name+=.exe
	GOOS=${target%/*} GOARCH=${target#*/} go build -trimpath -buildvcs=auto -ldflags='-s -w' -o "$to/$name" ./examples/crossbay
	go version -m "$to/$name" | go run ./examples/crossbay/internal/sbom -name "$name" -version "$version" >"$to/$name.cdx.json"
	names+=("$name" "$name.cdx.json")
done
cd "$to"
sha256sum "${names[@]}" >SHA256SUMS
