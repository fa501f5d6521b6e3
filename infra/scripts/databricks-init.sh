#!/bin/sh
# Unpacks the job's bundle on a Databricks node. Lies in the same volume as the bundle: only a script of a volume may
# read the volume's other files. The bundle and its digest come as environment variables of the cluster.
set -eu

home=${VERGER_HOME:-/opt/verger}
archive=$VERGER_BUNDLE
digest=$VERGER_BUNDLE_SHA256

if [ -e "$home/.digest" ] && [ "$(cat "$home/.digest")" = "$digest" ]; then
  echo "verger: bundle $digest is already installed"
  exit 0
fi

copy=$(mktemp)
trap 'rm -f "$copy"' EXIT
cp "$archive" "$copy"

echo "$digest  $copy" | sha256sum --check --quiet - || {
  echo "verger: $archive is not the bundle this stack was made with; nothing was installed" >&2
  exit 1
}

rm -rf "$home.part"
mkdir -p "$home.part"
tar -xzf "$copy" -C "$home.part" --no-same-owner
echo "$digest" > "$home.part/.digest"
rm -rf "$home"
mv "$home.part" "$home"
echo "verger: bundle $digest installed in $home"
