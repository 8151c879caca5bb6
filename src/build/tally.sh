# shellcheck shell=bash
# Runs test suites, keeps their output, and counts what passed, failed and was skipped.
# shellcheck source=src/build/common.sh
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

PASSED=0 FAILED=0 SKIPPED=0
LOGS=$ROOT/target/test

# Runs one suite. KIND says how its output counts: cargo, phpunit, node, or step (the command itself is the test).
run_suite() { # KIND NAME COMMAND…
  local kind=$1 name=$2 log status=0 counts passed failed skipped
  shift 2
  mkdir -p "$LOGS"
  log=$LOGS/${name//[^a-zA-Z0-9]/-}.log
  say "=== $name"
  "$@" > >(tee "$log") 2>&1 </dev/null || status=$?
  sync_output "$log"
  counts=$("count_$kind" "$log" "$status")
  read -r passed failed skipped <<<"$counts"
  if ((status != 0 && failed == 0)); then
    say "$name ended with $status"
    failed=1
  fi
  PASSED=$((PASSED + passed)) FAILED=$((FAILED + failed)) SKIPPED=$((SKIPPED + skipped))
  say "--- $name: $passed passed, $failed failed, $skipped skipped"
}

# The process that copies the output may still be writing when the command has ended.
sync_output() { # LOG
  local size=-1 now
  while now=$(stat -c %s "$1") && [[ $now != "$size" ]]; do
    size=$now
    sleep 0.1
  done
}

# Runs suites beside each other: they wait for databases and servers more than they compute. Each prints what it has to say
# when it has ended.
side_by_side() { # JOB… (each a function's name with its arguments)
  local job passed failed skipped i
  local -a jobs=("$@") parts=() pids=()
  mkdir -p "$LOGS"
  for job in "${jobs[@]}"; do
    parts+=("$(mktemp "$LOGS/part-XXXXXX")")
    run_job "$job" "${parts[-1]}" >"${parts[-1]}.log" 2>&1 &
    pids+=($!)
  done
  for i in "${!jobs[@]}"; do
    wait "${pids[$i]}" || true
    cat "${parts[$i]}.log"
    read -r passed failed skipped <"${parts[$i]}" || true
    if [[ -z ${skipped:-} ]]; then
      say "${jobs[$i]} did not come to its end"
      passed=0 failed=1 skipped=0
    fi
    PASSED=$((PASSED + passed)) FAILED=$((FAILED + failed)) SKIPPED=$((SKIPPED + skipped))
    rm -f "${parts[$i]}" "${parts[$i]}.log"
  done
}

run_job() { # JOB COUNTS
  PASSED=0 FAILED=0 SKIPPED=0
  # shellcheck disable=SC2086 # a function and its arguments
  $1
  echo "$PASSED $FAILED $SKIPPED" >"$2"
}

# Counts something that cannot run here as skipped, by name.
skip_suite() { # NAME WHY
  say "=== $1"
  say "--- $1: skipped: $2"
  SKIPPED=$((SKIPPED + 1))
}

count_cargo() { # LOG STATUS
  sed -nE 's/^test result: .* ([0-9]+) passed; ([0-9]+) failed; ([0-9]+) ignored.*/\1 \2 \3/p' "$1" \
    | awk '{ p += $1; f += $2; s += $3 } END { print p + 0, f + 0, s + 0 }'
}

count_phpunit() { # LOG STATUS
  awk '
    /^OK \(/ { gsub(/[^0-9 ]/, ""); tests = $1 }
    /^Tests: / {
      for (i = 1; i < NF; i++) { n = $(i + 1) + 0
        if ($i == "Tests:") tests = n
        if ($i ~ /^(Errors|Failures|Warnings|Risky):$/) bad += n
        if ($i ~ /^(Skipped|Incomplete):$/) skipped += n }
    }
    END { print tests - bad - skipped, bad + 0, skipped + 0 }' "$1"
}

count_node() { # LOG STATUS
  awk '/^# pass / { p = $3 } /^# fail / { f = $3 } /^# (skipped|todo) / { s += $3 } END { print p + 0, f + 0, s + 0 }' "$1"
}

count_step() { # LOG STATUS
  if [[ $2 == 0 ]]; then echo 1 0 0; else echo 0 1 0; fi
}

# The last line of every test run.
tally() {
  echo "$PASSED passed, $FAILED failed, $SKIPPED skipped"
  ((FAILED == 0))
}
