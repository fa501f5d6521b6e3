#!/bin/sh
# Fetches the job's bundle from the stack's bucket, refuses one with another digest, and unpacks it.
#   install-bundle.sh S3_URI SHA256 HOME
set -eu

# EMR runs bootstrap actions as hadoop.
if [ "$(id -u)" -ne 0 ] && [ ! -w "$(dirname "$3")" ]; then exec sudo sh "$0" "$@"; fi

uri=$1
digest=$2
home=$3

if [ -e "$home/.digest" ] && [ "$(cat "$home/.digest")" = "$digest" ]; then
  echo "verger: bundle $digest is already installed"
  exit 0
fi

archive=$(mktemp)
trap 'rm -f "$archive"' EXIT

attempt=1
until aws s3 cp --only-show-errors "$uri" "$archive"; do
  if [ "$attempt" -ge 5 ]; then
    echo "verger: $uri could not be read after $attempt attempts" >&2
    exit 1
  fi
  sleep $((attempt * 5))
  attempt=$((attempt + 1))
done

echo "$digest  $archive" | sha256sum --check --quiet - || {
  echo "verger: $uri is not the bundle this stack was made with; nothing was installed" >&2
  exit 1
}

rm -rf "$home.part"
mkdir -p "$home.part"
tar -xzf "$archive" -C "$home.part" --no-same-owner
echo "$digest" > "$home.part/.digest"
rm -rf "$home"
mv "$home.part" "$home"
echo "verger: bundle $digest installed in $home"
