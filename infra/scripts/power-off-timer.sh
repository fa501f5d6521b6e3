#!/bin/sh
# Powers this machine off at a fixed moment, whatever happens to whoever started it.
#   power-off-timer.sh MINUTES
# The moment is absolute and survives a reboot. Running it again never postpones it.
set -eu

# EMR runs bootstrap actions as hadoop; the tests point VERGER_UNITS at a folder of their own.
if [ "$(id -u)" -ne 0 ] && [ -z "${VERGER_UNITS:-}" ]; then exec sudo sh "$0" "$@"; fi

minutes=$1
units=${VERGER_UNITS:-/etc/systemd/system}
timer="$units/verger-power-off.timer"

if [ -e "$timer" ]; then
  echo "verger: the power-off timer is already set: $(grep '^OnCalendar=' "$timer")"
  exit 0
fi

deadline=$(date -u -d "+${minutes} minutes" '+%Y-%m-%d %H:%M:%S UTC')

cat > "$units/verger-power-off.service" <<UNIT
[Unit]
Description=Verger: the time of this machine is over
DefaultDependencies=no

[Service]
Type=oneshot
ExecStart=/usr/bin/systemctl poweroff
UNIT

cat > "$timer.part" <<UNIT
[Unit]
Description=Verger: powers this machine off at $deadline

[Timer]
OnCalendar=$deadline
AccuracySec=1s
Persistent=true

[Install]
WantedBy=timers.target
UNIT
mv "$timer.part" "$timer"

systemctl daemon-reload
systemctl enable --now verger-power-off.timer
echo "verger: this machine powers off at $deadline"
