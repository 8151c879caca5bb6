#!/usr/bin/env bash
# Packs the staged plugin: target/storewire-VERSION.zip, the same bytes from the same sources.
# shellcheck source=src/build/requirements.sh
source "$(dirname "${BASH_SOURCE[0]}")/requirements.sh"

require_packages lab_needs
"$ROOT/src/build/stage.sh"
zip=$ROOT/target/storewire-$(project_version).zip
copy=$(mktemp -d)
trap 'rm -rf "$copy"' EXIT
cp -r "$ROOT/target/stage/storewire" "$copy/"
find "$copy" -type d -exec chmod 755 {} + -o -type f -exec chmod 644 {} +
find "$copy" -exec touch --no-dereference --date='2020-01-01 00:00:00 UTC' {} +
rm -f "$zip"
(cd "$copy" && find storewire -type f | LC_ALL=C sort | TZ=UTC zip -q -X -D "$zip" -@)
say "$(du -h "$zip" | cut -f 1) in target/$(basename "$zip")"
