#!/usr/bin/env bash
# Collects what can be translated: plugin/languages/storewire.pot. With --check, says what has changed since it was made.
# shellcheck source=src/build/requirements.sh
source "$(dirname "${BASH_SOURCE[0]}")/requirements.sh"

require_packages pot_needs
pot=$ROOT/plugin/languages/storewire.pot
copy=$(mktemp -d)
trap 'rm -rf "$copy"' EXIT
cp -r "$ROOT/plugin/." "$copy/"
cd "$copy"
php "$ROOT/src/build/strings.php" storewire.php

# WordPress' functions, as far as the plugin may use them. The text domain is an argument more, which is no text.
keywords=()
for keyword in __:1 _e:1 _x:1,2c _ex:1,2c _n:1,2 _nx:1,2,4c _n_noop:1,2 _nx_noop:1,2,3c \
  esc_{html,attr}_{_,e}:1 esc_{html,attr}_x:1,2c; do
  keywords+=("--keyword=$keyword")
done
collect() { # LANGUAGE FILES… (without ./)
  xgettext --language="$1" --from-code=UTF-8 --keyword "${keywords[@]}" --add-comments=translators: \
    --package-name='Storewire for WooCommerce' --package-version="$(project_version)" \
    --add-location=file --no-wrap --sort-by-file --join-existing --output=all.po "${@:2}"
}
mapfile -t php < <(find . -name '*.php' -printf '%P\n' | LC_ALL=C sort)
mapfile -t js < <(find . -name '*.js' -printf '%P\n' | LC_ALL=C sort)
touch all.po
collect PHP "${php[@]}"
collect JavaScript "${js[@]}"
msgfmt --check-format --output-file=all.mo all.po
# Neither dates nor lines of files: they change when no text does.
sed --regexp-extended -e '/^# /d; /^#$/d; /^"(POT-Creation-Date|PO-Revision-Date|Last-Translator|Language-Team|Report-Msgid-Bugs-To): /d' \
  -e '1,/^msgid/{/^#, fuzzy$/d}' -e 's/^"Language: .*/&\n"X-Domain: storewire\\n"/' all.po >all.pot
if [[ ${1:-} == --check ]]; then
  diff "$pot" all.pot || die "plugin/languages/storewire.pot is out of date: ./build.sh pot makes it again"
else
  cp all.pot "$pot"
  say "$(grep --count '^msgid' "$pot") texts in plugin/languages/storewire.pot"
fi
