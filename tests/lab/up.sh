# shellcheck shell=bash
# Making and starting an instance, and keeping copies of its database.
# shellcheck source=tests/lab/instance.sh
source "$(dirname "${BASH_SOURCE[0]}")/instance.sh"

instance_up() { # NAME [OPTIONS]
  local name=$1 shop='' hpos=on plugin=yes wordpress='' quiet=no shop_dir
  shift
  while (($#)); do
    case $1 in
      --shop) shop=$2 && shift ;;
      --hpos) hpos=$2 && shift ;;
      --wordpress) wordpress=$2 && shift ;;
      --no-plugin) plugin=no ;;
      --quiet) quiet=yes ;;
      *) die "lab up does not know $1" ;;
    esac
    shift
  done
  DIR=$(instance_dir "$name")
  instance_down "$name"
  if [[ -f $DIR/ready ]]; then
    instance_load "$name"
    start_database
    start_web
  else
    if [[ -n $wordpress ]]; then export WORDPRESS_DIR=$wordpress; fi
    wordpress=$(wordpress_dir)
    shop_dir=$(woocommerce_dir)
    case ${shop:-woocommerce} in
      stand-in) shop_dir=$STAND_IN ;;
      woocommerce) if [[ -n $shop && $shop_dir == "$STAND_IN" ]]; then die "no WooCommerce: set WOOCOMMERCE_DIR"; fi ;;
      *) die "--shop is woocommerce or stand-in" ;;
    esac
    instance_make "$wordpress" "$shop_dir" "$hpos"
    if [[ $quiet == yes ]]; then touch "$WP_DIR/storewire-quiet"; fi
    touch "$DIR/ready"
  fi
  if [[ $plugin == yes && ! -d $WP_DIR/wp-content/plugins/storewire ]]; then instance_plugin "$name"; fi
  # shellcheck disable=SC2153 # they come from the env file
  say "$name: $SITE_URL, admin / admin, on $(shop_says "$SHOP_DIR"), HPOS $HPOS"
}

instance_make() { # WORDPRESS SHOP_DIR HPOS
  rm -rf "$DIR"
  mkdir -p "$DIR"/{conf,log,run,tmp,wordpress}
  instance_write_env "$@"
  instance_write_conf
  cp -a "$1/." "$WP_DIR/"
  instance_write_wordpress "$2"
  start_database
  start_web
  quietly php -c "$PHP_INI" "$LAB/php/install-wordpress.php" "$WP_DIR" "$SITE_URL"
  quietly instance_php "$(basename "$DIR")" "$LAB/php/install-shop.php" "$3"
}

instance_write_env() { # WORDPRESS SHOP_DIR HPOS
  local socket=$DIR/run/db.sock
  # A socket's path may have 107 bytes at most.
  if ((${#socket} > 100)); then socket=$(mktemp -d)/db.sock; fi
  cat >"$DIR/env" <<ENV
SITE_URL=http://127.0.0.1:$(free_port)
WP_DIR=$DIR/wordpress
DB_SOCKET=$socket
DB_NAME=wordpress
DB_USER=root
DB_PASSWORD=
BACKEND_URL=http://127.0.0.1:$(free_port)
ADMIN_USER=admin
ADMIN_PASSWORD=admin
PHP_INI=$DIR/conf/php.ini
DEBUG_LOG=$DIR/log/debug.log
SHOP=$([[ $2 == "$STAND_IN" ]] && echo stand-in || echo woocommerce)
SHOP_DIR=$2
HPOS=$3
ENV
  # shellcheck source=/dev/null
  source "$DIR/env"
}

instance_write_conf() {
  local user=''
  if [[ $(id -u) == 0 ]]; then user='user root;'; fi
  cat >"$PHP_INI" <<INI
memory_limit = 512M
max_execution_time = 120
error_reporting = -1
display_errors = Off
log_errors = On
error_log = $DEBUG_LOG
upload_max_filesize = 32M
post_max_size = 32M
sys_temp_dir = $DIR/tmp
opcache.enable = 1
opcache.jit = off
opcache.revalidate_freq = $([[ -n ${STOREWIRE_CAREFUL:-} ]] && echo 2 || echo 0)
opcache.memory_consumption = 192
opcache.max_accelerated_files = 20000
INI
  cat >"$DIR/conf/php-fpm.conf" <<FPM
[global]
error_log = $DIR/log/php-fpm.log
pid = $DIR/run/php-fpm
[www]
listen = 127.0.0.1:$(free_port)
pm = ondemand
pm.max_children = 8
pm.process_idle_timeout = 60s
catch_workers_output = yes
$([[ $(id -u) == 0 ]] && printf 'user = root\ngroup = root\n')
FPM
  cat >"$DIR/conf/nginx.conf" <<NGINX
$user
daemon off;
worker_processes 1;
pid $DIR/run/nginx;
error_log $DIR/log/nginx-error.log;
events { worker_connections 256; }
http {
  include /etc/nginx/mime.types;
  access_log $DIR/log/access.log;
  client_max_body_size 32m;
  client_body_temp_path $DIR/tmp/body;
  fastcgi_temp_path $DIR/tmp/fastcgi;
  proxy_temp_path $DIR/tmp/proxy;
  uwsgi_temp_path $DIR/tmp/uwsgi;
  scgi_temp_path $DIR/tmp/scgi;
  server {
    listen ${SITE_URL#http://};
    root $WP_DIR;
    index index.php;
    location / { try_files \$uri \$uri/ /index.php?\$args; }
    location ~ \.php$ {
      try_files \$uri =404;
      include /etc/nginx/fastcgi_params;
      fastcgi_param SCRIPT_FILENAME \$document_root\$fastcgi_script_name;
      fastcgi_param HTTP_HOST \$http_host;
      fastcgi_read_timeout 300s;
      fastcgi_buffers 16 64k;
      fastcgi_buffer_size 64k;
      fastcgi_pass $(sed -n 's/^listen = //p' "$DIR/conf/php-fpm.conf");
    }
  }
}
NGINX
}

instance_write_wordpress() { # SHOP_DIR
  cp "$LAB/php/wp-config.php" "$WP_DIR/"
  cat >"$WP_DIR/storewire-lab.php" <<PHP
<?php
return array(
	'DB_NAME'               => '$DB_NAME',
	'DB_HOST'               => 'localhost:$DB_SOCKET',
	'WP_HOME'               => '$SITE_URL',
	'WP_SITEURL'            => '$SITE_URL',
	'WP_DEBUG_LOG'          => '$DEBUG_LOG',
	'STOREWIRE_BACKEND_URL' => '$BACKEND_URL',
);
PHP
  mkdir -p "$WP_DIR/wp-content/mu-plugins/storewire-lab"
  cp "$LAB/php/mu-plugin.php" "$WP_DIR/wp-content/mu-plugins/storewire-lab.php"
  cp "$LAB/php/clock.php" "$WP_DIR/wp-content/mu-plugins/storewire-lab/"
  ln -s "$1" "$WP_DIR/wp-content/plugins/woocommerce"
}

# Installs what is staged, and activates it.
instance_plugin() { # NAME
  instance_load "$1"
  local staged=$ROOT/target/stage/storewire there=$WP_DIR/wp-content/plugins/storewire
  if [[ ! -f $staged/storewire.php ]]; then
    say "$1: the plugin is not staged yet (./build.sh stage), so it is not installed"
    return
  fi
  mkdir -p "$there"
  rsync -a --delete "$staged/" "$there/"
  quietly instance_php "$1" "$LAB/php/activate.php" storewire/storewire.php
}

# Puts a theme with classic templates beside the others; leaves it out where it cannot be had.
instance_classic_theme() { # NAME
  instance_load "$1"
  local theme
  if theme=$(classic_theme_dir); then
    ln -sfn "$theme" "$WP_DIR/wp-content/themes/$(basename "$theme")"
  else
    say "$1: no theme with classic templates can be had"
  fi
}

instance_save() { # NAME TAG
  instance_load "$1"
  mariadb-dump --no-defaults --socket="$DB_SOCKET" --user="$DB_USER" --single-transaction --skip-dump-date \
    --add-drop-database --databases "$DB_NAME" >"$DIR/$2.sql"
}

instance_restore() { # NAME TAG
  instance_load "$1"
  [[ -f $DIR/$2.sql ]] || die "nothing was saved as $2"
  mariadb --no-defaults --socket="$DB_SOCKET" --user="$DB_USER" <"$DIR/$2.sql"
}
