# shellcheck shell=bash
# Packages of other Debian suites than this machine's, unpacked and not installed; leaves what apt knows alone.
# shellcheck source=src/build/common.sh
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

# Sets APT to an apt-get of its own under WORK that sees nothing but SUITES, from whatever mirror this machine uses.
debian_apt() { # WORK SUITES…
  local work=$1 mirror suite
  shift
  command -v apt-get >/dev/null || return 1
  mirror=$(cat /etc/apt/sources.list /etc/apt/sources.list.d/*.{list,sources} 2>/dev/null \
    | grep -Eo '^(URIs:|deb ).*https?://[^ ]+/debian/?( |$)' | grep -Eo 'https?://[^ ]+' | head -n 1) || true
  mkdir -p "$work/state/lists/partial" "$work/cache/archives/partial" "$work/debs" "$work/files"
  : >"$work/status"
  for suite in "$@"; do
    echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] ${mirror:-http://deb.debian.org/debian} $suite main"
  done >"$work/sources.list"
  APT=(apt-get -o "Dir::Etc::sourcelist=$work/sources.list" -o Dir::Etc::sourceparts=/dev/null -o "Dir::State=$work/state"
    -o "Dir::State::status=$work/status" -o "Dir::Cache=$work/cache" -o "APT::Sandbox::User=$(id -un)" -o Debug::NoLocking=1)
  quietly "${APT[@]}" update
}

# Unpacks packages of a suite into WORK/files.
debian_files() { # SUITE WORK PACKAGES…
  local suite=$1 work=$2 package
  shift 2
  debian_apt "$work" "$suite" || return 1
  (cd "$work/debs" && quietly "${APT[@]}" download "$@") || return 1
  for package in "$work"/debs/*.deb; do dpkg-deb -x "$package" "$work/files"; done
}

# The same, with all that they need down to the C library: what is in there runs on any Linux.
debian_tree() { # "SUITES" WORK PACKAGES…
  local suites=$1 work=$2 package
  shift 2
  # shellcheck disable=SC2086 # several suites
  debian_apt "$work" $suites || return 1
  quietly "${APT[@]}" install --yes --download-only --no-install-recommends "$@" || return 1
  for package in "$work"/cache/archives/*.deb; do dpkg-deb -x "$package" "$work/files"; done
}
