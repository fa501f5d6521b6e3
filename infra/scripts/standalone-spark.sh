#!/bin/sh
# Starts this machine's part of a standalone Spark. The primary writes its address into the bucket, workers read it.
#   standalone-spark.sh primary|worker HOME RENDEZVOUS_URI CORES MEMORY_MB
set -eu

part=$1
home=$2
rendezvous=$3
cores=$4
memory=$5
units=${VERGER_UNITS:-/etc/systemd/system}

# Amazon Linux's own repository is in S3: reachable without a way to the internet.
command -v java >/dev/null || dnf install --quiet --assumeyes java-17-amazon-corretto-headless

address() {
  token=$(curl --silent --fail --request PUT --header 'X-aws-ec2-metadata-token-ttl-seconds: 60' http://169.254.169.254/latest/api/token)
  curl --silent --fail --header "X-aws-ec2-metadata-token: $token" http://169.254.169.254/latest/meta-data/local-ipv4
}

find_primary() {
  for _ in $(seq 120); do
    if aws s3 cp --only-show-errors "$rendezvous" - 2>/dev/null; then return 0; fi
    sleep 5
  done
  echo "verger: the primary did not announce itself at $rendezvous within 10 minutes" >&2
  return 1
}

here=$(address)
if [ "$part" = primary ]; then
  start="org.apache.spark.deploy.master.Master --host $here --port 7077"
else
  primary=$(find_primary)
  start="org.apache.spark.deploy.worker.Worker --host $here --cores $cores --memory ${memory}m $primary"
fi

cat > "$units/verger-spark.service" <<UNIT
[Unit]
Description=Verger: Spark $part

[Service]
Environment=SPARK_HOME=$home/spark
ExecStart=$home/spark/bin/spark-class $start
Restart=on-failure
RestartSec=5
UNIT
systemctl daemon-reload
systemctl start verger-spark

if [ "$part" = primary ]; then
  printf 'spark://%s:7077' "$here" | aws s3 cp --only-show-errors - "$rendezvous"
fi
echo "verger: Spark $part runs on $here"
