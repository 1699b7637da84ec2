#!/bin/sh
# Unpacks Debian's exim4-daemon-heavy, with the libraries that are not installed, below the directory
# $SMTPTUI_TEST_SERVERS: two mail servers cannot be installed side by side, but one can lie beside the other.
# Needs apt-get update to have been run, and root when that directory or the user Debian-exim is to be made.
set -eu

home=${SMTPTUI_TEST_SERVERS:-/opt/smtptui-test-servers}
export DEBIAN_FRONTEND=noninteractive

# The program will not run at all, whatever its configuration says, on a machine without this user.
if ! getent passwd Debian-exim >/dev/null; then
    /usr/sbin/useradd --system --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin Debian-exim
fi

if [ -x "$home/exim/usr/sbin/exim4" ]; then
    exit 0
fi

# What an installation would bring is what has to be unpacked.
packages=$(apt-get --simulate install --no-install-recommends exim4-daemon-heavy | awk '$1 == "Inst" { print $2 }')
if [ -z "$packages" ]; then
    echo "unpack_exim.sh: exim4-daemon-heavy is installed already, nothing to unpack"
    exit 0
fi

mkdir -p "$home"
work=$(mktemp -d "$home/unpacking.XXXXXX")
trap 'rm -rf "$work"' EXIT
# apt's own user writes the downloads.
chmod 777 "$work"
# shellcheck disable=SC2086  # one argument for each package
(cd "$work" && apt-get --quiet download $packages)
for package in "$work"/*.deb; do
    dpkg-deb -x "$package" "$work/exim"
done
# Never as another user: the tests give it its configuration, and the users it may be.
chmod u-s "$work/exim/usr/sbin/exim4"
rm -rf "$home/exim"
mv "$work/exim" "$home/exim"
