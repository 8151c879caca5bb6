# shellcheck shell=bash
# One lab instance: MariaDB, php-fpm and nginx of its own under target/lab/NAME, listening on 127.0.0.1 only.
# shellcheck source=tests/lab/wordpress.sh
source "$(dirname "${BASH_SOURCE[0]}")/wordpress.sh"
# shellcheck source=tests/lab/woocommerce.sh
source "$(dirname "${BASH_SOURCE[0]}")/woocommerce.sh"

LAB=$ROOT/tests/lab

instance_dir() { # NAME
  [[ $1 =~ ^[a-z0-9-]+$ ]] || die "an instance's name has only a-z, 0-9 and -"
  echo "$LAB_HOME/$1"
}

# Sets SITE_URL, WP_DIR, DB_SOCKET … of a running instance.
instance_load() { # NAME
  DIR=$(instance_dir "$1")
  [[ -f $DIR/env ]] || die "no instance $1: tests/lab/lab up $1"
  # shellcheck source=/dev/null
  source "$DIR/env"
}

# Starts a program in a session of its own, detached from the terminal, and notes its process id.
launch() { # NOTE PROGRAM ARGS…
  local note=$1
  shift
  setsid nohup "$@" >>"$DIR/log/$note.log" 2>&1 </dev/null &
  echo $! >"$DIR/run/$note.pid"
}

# Whether the noted process still runs and is ours: its command line names the instance's directory.
is_running() { # NOTE
  local pid
  pid=$(cat "$DIR/run/$1.pid" 2>/dev/null) && [[ -n $pid ]] && grep -qaF "$DIR" "/proc/$pid/cmdline" 2>/dev/null
}

halt() { # NOTE
  local pid i
  if is_running "$1"; then
    pid=$(cat "$DIR/run/$1.pid")
    kill "$pid" 2>/dev/null || true
    for ((i = 0; i < 100; i++)); do
      is_running "$1" || break
      sleep 0.1
    done
    if is_running "$1"; then kill -9 "$pid" 2>/dev/null || true; fi
  fi
  rm -f "$DIR/run/$1.pid"
}

wait_for() { # WHAT SECONDS COMMAND…
  local what=$1 i
  local -i tries=$(($2 * 10))
  shift 2
  for ((i = 0; i < tries; i++)); do
    if "$@" >/dev/null 2>&1; then return; fi
    sleep 0.1
  done
  tail -n 20 "$DIR"/log/*.log >&2 || true
  die "$what did not come up"
}

start_database() {
  # Each server has temporary tables of its own, also the one that makes the database: one that starts clears away what it
  # finds.
  mkdir -p "$DIR/tmp"
  if [[ ! -d $DIR/db/mysql ]]; then
    quietly mariadb-install-db --no-defaults --user="$(id -un)" --datadir="$DIR/db" --tmpdir="$DIR/tmp" --skip-test-db \
      --auth-root-authentication-method=normal --innodb-log-file-size=32M
  fi
  # Tests need no database that survives a power cut; benchmarks of writing need one that is as careful as a store's.
  local -a careless=(--innodb-flush-log-at-trx-commit=0 --innodb-doublewrite=0 --innodb-flush-method=nosync)
  if [[ -n ${STOREWIRE_CAREFUL:-} ]]; then careless=(); fi
  launch mariadb mariadbd --no-defaults --user="$(id -un)" --datadir="$DIR/db" --tmpdir="$DIR/tmp" --socket="$DB_SOCKET" \
    --pid-file="$DIR/run/mariadbd" --skip-networking --skip-log-bin --innodb-log-file-size=32M \
    --innodb-buffer-pool-size=256M "${careless[@]}" --character-set-server=utf8mb4 --max-connections=200
  wait_for MariaDB 60 sql 'SELECT 1'
  sql "CREATE DATABASE IF NOT EXISTS $DB_NAME"
}

# Runs SQL; rows come out tab-separated, without a heading.
sql() { # STATEMENTS
  mariadb --no-defaults --socket="$DB_SOCKET" --user="$DB_USER" --batch --skip-column-names --execute "$1"
}

start_web() {
  local fpm
  fpm=$(compgen -c php-fpm | sort -Vr | head -n 1)
  launch php-fpm "$fpm" --nodaemonize --allow-to-run-as-root --php-ini "$PHP_INI" --fpm-config "$DIR/conf/php-fpm.conf"
  launch nginx nginx -p "$DIR" -c "$DIR/conf/nginx.conf" -e "$DIR/log/nginx-error.log"
  wait_for "the web server" 20 curl --silent --output "$DIR/run/first-page" "$SITE_URL/readme.html"
}

# Ends what was started for the instance, and nothing else; also what a crash left running.
instance_down() { # NAME
  DIR=$(instance_dir "$1")
  local note
  for note in "$DIR"/run/*.pid; do
    [[ -e $note ]] && halt "$(basename "$note" .pid)"
  done
  return 0
}

# (Re)starts the instance's reference backend; keeps its data unless --fresh is given. Other options go to the backend.
instance_backend() { # NAME [--fresh] [OPTIONS…]
  instance_load "$1"
  halt backend
  shift
  if [[ ${1:-} == --fresh ]]; then
    rm -rf "$DIR/backend"
    shift
  fi
  mkdir -p "$DIR/backend"
  launch backend "$(backend_program)" --listen "${BACKEND_URL#http://}" --data "$DIR/backend" --test-api "$@"
  wait_for "the reference backend" 20 curl --silent --output "$DIR/run/first-page" "$BACKEND_URL/sign-in"
}

# The backend, built; $STOREWIRE_BACKEND names one that is built already (benchmarks want an optimized one).
backend_program() {
  local target=${CARGO_TARGET_DIR:-$ROOT/target}
  if [[ -n ${STOREWIRE_BACKEND:-} ]]; then
    echo "$STOREWIRE_BACKEND"
    return
  fi
  (cd "$ROOT" && cargo build --quiet --locked --package storewire-backend >&2)
  echo "$target/debug/storewire-backend"
}

# Runs a PHP script inside the instance's WordPress.
instance_php() { # NAME SCRIPT ARGS…
  instance_load "$1"
  local script=$2
  shift 2
  export SITE_URL BACKEND_URL ADMIN_USER ADMIN_PASSWORD
  php -c "$PHP_INI" -d display_errors=stderr "$LAB/php/run.php" "$WP_DIR" "$script" "$@"
}

# Runs a PHP script that talks to the instance from outside; it finds the instance's env in its environment.
instance_tool() { # NAME SCRIPT ARGS…
  instance_load "$1"
  local script=$2
  shift 2
  export SITE_URL BACKEND_URL ADMIN_USER ADMIN_PASSWORD
  php -d display_errors=stderr -d error_reporting=-1 "$script" "$@"
}

# Runs PHPUnit inside the instance's WordPress.
instance_phpunit() { # NAME ARGS…
  instance_load "$1"
  shift
  export WP_DIR SITE_URL BACKEND_URL SHOP HPOS
  php -c "$PHP_INI" -d auto_prepend_file="$ROOT/tests/php/bootstrap.php" "$(command -v phpunit)" \
    --configuration "$ROOT/tests/php/phpunit.xml" "$@"
}
