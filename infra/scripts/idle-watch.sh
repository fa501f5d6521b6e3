#!/bin/sh
# Powers this machine off after so many minutes without work. Started once a minute by its own timer.
#   idle-watch.sh install MINUTES yarn|unit
#   idle-watch.sh check   MINUTES yarn|unit
# yarn: work is a YARN application that runs or waits. unit: work is the service verger-job.
# Until the first answer nothing counts as idle: a cluster that is still starting is not an idle one.
set -eu

# EMR runs bootstrap actions as hadoop; the tests point VERGER_UNITS at a folder of their own.
if [ "$(id -u)" -ne 0 ] && [ -z "${VERGER_UNITS:-}" ]; then exec sudo sh "$0" "$@"; fi

command=$1
minutes=$2
source=$3
units=${VERGER_UNITS:-/etc/systemd/system}
state=${VERGER_STATE:-/var/lib/verger}
instance=${VERGER_INSTANCE:-/mnt/var/lib/info/instance.json}
metrics=${VERGER_YARN:-http://$(hostname -f):8088/ws/v1/cluster/metrics}

install_watch() {
  if [ "$source" = yarn ] && ! grep -q '"isMaster" *: *true' "$instance"; then
    echo "verger: the primary node watches for work, not this one"
    return
  fi
  mkdir -p "$state"
  cp "$0" "$state/idle-watch.sh"
  chmod 755 "$state/idle-watch.sh"
  cat > "$units/verger-idle-watch.service" <<UNIT
[Unit]
Description=Verger: is there still work?

[Service]
Type=oneshot
ExecStart=$state/idle-watch.sh check $minutes $source
UNIT
  cat > "$units/verger-idle-watch.timer" <<UNIT
[Unit]
Description=Verger: looks for work every minute

[Timer]
OnActiveSec=1min
OnUnitActiveSec=1min

[Install]
WantedBy=timers.target
UNIT
  systemctl daemon-reload
  systemctl enable --now verger-idle-watch.timer
}

# Prints busy, idle or unknown.
activity() {
  case $source in
    yarn)
      answer=$(curl --silent --fail --max-time 10 "$metrics") || { echo unknown; return; }
      # {"clusterMetrics":{...,"appsPending":0,...,"appsRunning":1,...}}
      counts=$(printf '%s' "$answer" | tr ',{' '\n' | sed -n 's/^"apps\(Running\|Pending\|Submitted\)":\([0-9]*\).*/\1 \2/p')
      [ -n "$counts" ] || { echo unknown; return; }
      if printf '%s\n' "$counts" | grep -Eq '^(Running|Pending) [1-9]'; then echo busy; else echo idle; fi
      ;;
    unit)
      if systemctl is-active --quiet verger-job; then echo busy; else echo idle; fi
      ;;
    *)
      echo "idle-watch.sh: unknown source of activity: $source" >&2
      exit 2
      ;;
  esac
}

check() {
  now=$(date +%s)
  mkdir -p "$state"
  case $(activity) in
    busy) echo "$now" > "$state/last-busy" ;;
    idle)
      [ -e "$state/last-busy" ] || echo "$now" > "$state/last-busy"
      idle=$((now - $(cat "$state/last-busy")))
      if [ "$idle" -ge $((minutes * 60)) ]; then
        echo "verger: no work for $((idle / 60)) minutes, powering off"
        systemctl poweroff
      fi
      ;;
    unknown) ;;
  esac
}

case $command in
  install) install_watch ;;
  check) check ;;
  *)
    echo "idle-watch.sh: expected install or check, not $command" >&2
    exit 2
    ;;
esac
