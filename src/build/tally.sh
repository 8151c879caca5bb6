# shellcheck shell=bash
# Runs test suites, keeps their output, and counts what passed, failed and was skipped.
# shellcheck source=src/build/common.sh
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

PASSED=0 FAILED=0 SKIPPED=0
# What failed, a line each: the suite, and the tests by name where its output names them.
FAULTS=()
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
  if ((failed > 0)); then FAULTS+=("$name (ended with $status): $(names_of_failed "$kind" "$log")"); fi
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
    passed='' failed='' skipped=''
    read -r passed failed skipped <"${parts[$i]}" || true
    if [[ -z $skipped ]]; then
      say "${jobs[$i]} did not come to its end"
      passed=0 failed=1 skipped=0
      FAULTS+=("${jobs[$i]} did not come to its end: $(tail -n 20 "${parts[$i]}.log")")
    fi
    mapfile -t -O "${#FAULTS[@]}" FAULTS < <(tail -n +2 "${parts[$i]}")
    PASSED=$((PASSED + passed)) FAILED=$((FAILED + failed)) SKIPPED=$((SKIPPED + skipped))
    rm -f "${parts[$i]}" "${parts[$i]}.log"
  done
}

run_job() { # JOB COUNTS
  PASSED=0 FAILED=0 SKIPPED=0 FAULTS=()
  # shellcheck disable=SC2086 # a function and its arguments
  $1
  {
    echo "$PASSED $FAILED $SKIPPED"
    ((${#FAULTS[@]} == 0)) || printf '%s\n' "${FAULTS[@]}"
  } >"$2"
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

# On one line; where a suite ended before it named a test, its last words.
names_of_failed() { # KIND LOG
  local names
  case $1 in
    cargo) names=$(sed -nE 's/^test (.*) \.\.\. FAILED$/\1/p' "$2") ;;
    phpunit) names=$(sed -nE 's/^[0-9]+\) ([A-Za-z\\]+::.*)$/\1/p' "$2") ;;
    node) names=$(sed -nE 's/^ *not ok [0-9]+ - //p' "$2") ;;
    step) names='' ;;
  esac
  [[ -n $names ]] || names=$(tail -n 5 "$2" | cut -c1-400)
  paste -sd ';' <<<"$names" | sed 's/;/; /g'
}

# The end of every test run: what failed, and as the last line the counts.
tally() {
  if ((${#FAULTS[@]} > 0)); then
    echo "What failed:"
    printf '  %s\n' "${FAULTS[@]}"
  fi
  echo "$PASSED passed, $FAILED failed, $SKIPPED skipped"
  ((FAILED == 0))
}
