#!/usr/bin/env bash
# Prints the program `st` of schemathesis, which makes requests up from an OpenAPI document; or fails where it cannot be had.
# shellcheck source=src/build/common.sh
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

SCHEMATHESIS=4.32.5

tool=$CACHE/tools/schemathesis-$SCHEMATHESIS
mkdir -p "$CACHE/tools"
exec 9>"$tool.lock"
flock 9
if [[ ! -x $tool/bin/st ]]; then
  command -v python3 >/dev/null || die "schemathesis needs Python 3"
  say "Installing schemathesis $SCHEMATHESIS …"
  rm -rf "$tool"
  # A virtual environment cannot be moved, so a half-made one is deleted.
  if ! { quietly python3 -m venv "$tool" && quietly "$tool/bin/pip" install --quiet --disable-pip-version-check "schemathesis==$SCHEMATHESIS"; }; then
    rm -rf "$tool"
    die "schemathesis cannot be had"
  fi
fi
echo "$tool/bin/st"
