#!/usr/bin/env bash
# Install the programs that some tests drive: Chromium with fonts, PostgreSQL, Apertium.
# Where apt cannot (no apt, no rights), say what is missing; the tests that need it skip in words.
set -u
packages=()
command -v chromium >/dev/null || packages+=(chromium)
[ -d /usr/share/fonts/truetype/noto ] || packages+=(fonts-noto-core fonts-noto-color-emoji)
[ -d /usr/share/fonts/opentype/noto ] || packages+=(fonts-noto-cjk)
ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || packages+=(postgresql)
[ -f /usr/share/apertium/modes/eng-spa.mode ] || packages+=(apertium apertium-eng-spa)
[ -f /usr/share/apertium/modes/spa-cat.mode ] || packages+=(apertium-spa-cat)
[ ${#packages[@]} -eq 0 ] && exit 0

sudo=""
[ "$(id -u)" -eq 0 ] || sudo="sudo -n"
if command -v apt-get >/dev/null && $sudo true 2>/dev/null; then
  export DEBIAN_FRONTEND=noninteractive
  $sudo apt-get update -qq && $sudo apt-get install -y -qq --no-install-recommends "${packages[@]}" >/dev/null && exit 0
fi
echo "Not installed: ${packages[*]}. The tests that need them will be skipped."
