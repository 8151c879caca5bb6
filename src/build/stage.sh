#!/usr/bin/env bash
# Lays out the plugin as it is installed: target/stage/storewire. With --no-pkg, pkg/ stays as it was built last.
# shellcheck source=src/build/pkg.sh
source "$(dirname "${BASH_SOURCE[0]}")/pkg.sh"

# One at a time: whoever builds at the same time waits.
mkdir -p "$ROOT/target"
exec 9>"$ROOT/target/stage.lock"
flock 9
if [[ ${1:-} != --no-pkg ]]; then build_pkg "$ROOT/pkg"; fi
staged=$ROOT/target/stage/storewire
mkdir -p "$staged"
# By content, so that an unchanged file keeps its time and PHP's opcode cache stays warm.
rsync -r --links --checksum --delete --exclude /pkg --exclude '.*' "$ROOT/plugin/" "$staged/"
rsync -r --checksum --delete --exclude README.md "$ROOT/pkg" "$staged/"
cp "$ROOT/LICENSE" "$ROOT/CHANGELOG.md" "$staged/"
