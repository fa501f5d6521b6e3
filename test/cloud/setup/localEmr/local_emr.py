"""Stands in for EMR on this machine: moto answers for AWS, and every step is really run by spark-submit.

local_emr.py PORT WORK SPARK_BIN PROPERTIES [HOME]
Bootstrap actions are not run. What the bundle's would install is taken from the bucket they name, checked against
their digest, and unpacked; HOME is used instead where it is given. Logs go where EMR puts them, under the LogUri.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import os
import signal
import subprocess
import sys
import tarfile
import threading
import time
from pathlib import Path
from typing import Any, Dict, Iterator, List, Optional
from urllib.parse import urlparse

import boto3
from moto.core.responses import ActionResult, BaseResponse, EmptyResult
from moto.core.utils import utcnow
from moto.emr import models
from moto.emr.models import Cluster, Step, emr_backends
from moto.emr.responses import ElasticMapReduceResponse as Answers
from moto.server import ThreadedMotoServer

NODE_HOME = "/opt/verger"
LABEL = "local EMR: a stand-in, this step runs on one machine\n"
OVER = ("COMPLETED", "FAILED", "CANCELLED", "INTERRUPTED")


class LocalEmr:
    """Runs the steps of every cluster, one at a time a cluster, and moves their states as EMR does."""

    def __init__(self, endpoint: str, work: Path, spark_bin: Path, properties: Path, home: Optional[Path]) -> None:
        self.work, self.spark_bin, self.properties, self.home = work, spark_bin, properties, home
        keys = {"aws_access_key_id": "stand-in", "aws_secret_access_key": "stand-in"}
        self.s3 = boto3.client("s3", endpoint_url=endpoint, region_name="eu-west-3", **keys)
        self.running: Dict[str, subprocess.Popen] = {}

    def watch(self) -> None:
        while True:
            for cluster in _clusters():
                if cluster.state in ("TERMINATED", "TERMINATED_WITH_ERRORS"):
                    self.end_steps(cluster)
                else:
                    self.look_at(cluster)
            time.sleep(0.2)

    def look_at(self, cluster: Cluster) -> None:
        if any(step.state in ("RUNNING", "CANCEL_PENDING") for step in cluster.steps):
            return
        pending = next((step for step in cluster.steps if step.state == "PENDING"), None)
        if pending is not None:
            pending.state, pending.start_date_time, cluster.state = "RUNNING", utcnow(), "RUNNING"
            threading.Thread(target=self.run, args=(cluster, pending), daemon=True).start()
            return
        if cluster.state == "RUNNING":
            cluster.state, cluster.idle_since = "WAITING", time.time()
        idle = getattr(cluster, "auto_termination_policy", {}).get("IdleTimeout")
        if idle is not None and time.time() - cluster.idle_since > int(idle):
            _terminate(cluster, "ALL_STEPS_COMPLETED" if cluster.steps else "USER_REQUEST", "Cluster was idle")

    def run(self, cluster: Cluster, step: Step) -> None:
        folder = self.work / cluster.id / step.id
        folder.mkdir(parents=True)
        out, err = folder / "stdout", folder / "stderr"
        err.write_text(LABEL)
        try:
            code = self.spark_submit(step, self.home_of(cluster), out, err)
        except Exception as error:  # EMR fails the step; the emulator goes on.
            err.write_text(f"{LABEL}{type(error).__name__}: {error}\n")
            out.touch()
            code = 1
        logs = self.keep_logs(cluster, step, out, err, code)
        step.end_date_time = utcnow()
        if step.state == "CANCEL_PENDING" or cluster.state.startswith("TERMINAT"):
            step.state = "CANCELLED"
        elif code == 0:
            step.state = "COMPLETED"
        else:
            step.failure_details = {"Reason": "Unknown Error.", "LogFile": f"{logs}/stderr.gz"}
            step.state = "FAILED"
            if step.action_on_failure.startswith("TERMINATE"):
                _terminate(cluster, "STEP_FAILURE", "Shut down as step failed")

    def spark_submit(self, step: Step, home: Path, out: Path, err: Path) -> int:
        program, *args = step.args
        if program != "spark-submit":
            raise ValueError(f"the stand-in runs spark-submit, not {program}")
        here = [arg.replace(NODE_HOME, str(home)) if arg.startswith(NODE_HOME) else arg for arg in args]
        command = [str(self.spark_bin / "spark-submit"), "--master", "local[2]", "--properties-file", str(self.properties)]
        python = str(self.spark_bin / "python")
        environment = {**os.environ, "PYSPARK_PYTHON": python, "PYSPARK_DRIVER_PYTHON": python, "SPARK_LOCAL_IP": "127.0.0.1"}
        with out.open("ab") as stdout, err.open("ab") as stderr:
            job = subprocess.Popen([*command, *here], stdout=stdout, stderr=stderr, env=environment, cwd=out.parent, start_new_session=True)
            self.running[step.id] = job
            try:
                return job.wait()
            finally:
                del self.running[step.id]

    def end(self, step: Step) -> None:
        job = self.running.get(step.id)
        if job is not None:
            os.killpg(job.pid, signal.SIGKILL)

    def end_steps(self, cluster: Cluster) -> None:
        for step in cluster.steps:
            if step.state == "PENDING":
                step.state = "CANCELLED"
            elif step.state not in OVER:
                self.end(step)

    def stop(self) -> None:
        for job in list(self.running.values()):
            os.killpg(job.pid, signal.SIGKILL)

    def home_of(self, cluster: Cluster) -> Path:
        """What the bundle's bootstrap action would install on every node."""
        if self.home is not None:
            return self.home
        home = self.work / cluster.id / "home"
        if home.exists():
            return home
        uri, digest = next(action.args[:2] for action in cluster.bootstrap_actions if NODE_HOME in action.args)
        place = urlparse(uri)
        bundle = self.s3.get_object(Bucket=place.netloc, Key=place.path.lstrip("/"))["Body"].read()
        if hashlib.sha256(bundle).hexdigest() != digest:
            raise ValueError(f"{uri} is not the bundle with the digest {digest}")
        with tarfile.open(fileobj=io.BytesIO(bundle)) as archive:
            archive.extractall(home)
        return home

    def keep_logs(self, cluster: Cluster, step: Step, out: Path, err: Path, code: int) -> str:
        """As EMR does minutes later: a step's own logs, and its containers'. Here the executors run in the driver."""
        place = urlparse(cluster.log_uri or "")
        root = f"{place.path.strip('/')}/{cluster.id}"
        kept = {
            f"steps/{step.id}/controller.gz": f"{LABEL}Step exited with {code}\n".encode(),
            f"steps/{step.id}/stdout.gz": out.read_bytes(),
            f"steps/{step.id}/stderr.gz": err.read_bytes(),
            f"containers/application_1_{_number(step)}/container_1_{_number(step)}_01_000002/stderr.gz": err.read_bytes(),
        }
        for name, content in kept.items() if place.netloc else ():
            self.s3.put_object(Bucket=place.netloc, Key=f"{root}/{name}", Body=gzip.compress(content))
        return f"s3://{place.netloc}/{root}/steps/{step.id}"


def _number(step: Step) -> str:
    return f"{int(hashlib.sha256(step.id.encode()).hexdigest()[:6], 16) % 10000:04d}"


def _clusters() -> Iterator[Cluster]:
    for account in list(emr_backends.values()):
        for backend in list(account.values()):
            yield from list(backend.clusters.values())


def _terminate(cluster: Cluster, code: str, message: str) -> None:
    cluster.terminate()
    cluster.last_state_change_reason = message
    if code == "STEP_FAILURE":
        cluster.state = "TERMINATED_WITH_ERRORS"


def complete_moto(emr: LocalEmr) -> None:
    """What moto's EMR leaves out or fakes, as the EMR API Reference describes it."""

    def add_steps(cluster: Cluster, steps: List[Dict[str, Any]]) -> List[Step]:
        added = [Step(state="PENDING", **step) for step in steps]
        cluster.steps.extend(added)
        return added

    def status(step: Step) -> Dict[str, Any]:
        details = getattr(step, "failure_details", None)
        timeline = {
            "CreationDateTime": step.creation_date_time,
            "StartDateTime": step.start_date_time,
            "EndDateTime": step.end_date_time,
        }
        return {"State": step.state, "Timeline": timeline, **({"FailureDetails": details} if details else {})}

    def cancel_steps(answers: Answers) -> ActionResult:
        cluster = answers.backend.describe_cluster(answers._get_param("ClusterId"))
        wanted, told = set(answers._get_param("StepIds", [])), []
        for step in (step for step in cluster.steps if step.id in wanted):
            if step.state in OVER:
                told.append({"StepId": step.id, "Status": "FAILED", "Reason": f"Step is {step.state}"})
                continue
            told.append({"StepId": step.id, "Status": "SUBMITTED"})
            if step.state == "PENDING":
                step.state = "CANCELLED"
            else:
                step.state = "CANCEL_PENDING"
                emr.end(step)
        return ActionResult({"CancelStepsInfoList": told})

    def put_auto_termination_policy(answers: Answers) -> ActionResult:
        cluster = answers.backend.describe_cluster(answers._get_param("ClusterId"))
        cluster.auto_termination_policy = {"IdleTimeout": answers._get_param("AutoTerminationPolicy.IdleTimeout")}
        cluster.idle_since = time.time()
        return EmptyResult()

    def get_auto_termination_policy(answers: Answers) -> ActionResult:
        cluster = answers.backend.describe_cluster(answers._get_param("ClusterId"))
        return ActionResult({"AutoTerminationPolicy": getattr(cluster, "auto_termination_policy", None)})

    def remove_auto_termination_policy(answers: Answers) -> ActionResult:
        answers.backend.describe_cluster(answers._get_param("ClusterId")).auto_termination_policy = {}
        return EmptyResult()

    run_moto_job_flow = Answers.run_job_flow

    def run_job_flow(answers: Answers) -> ActionResult:
        result = run_moto_job_flow(answers)
        cluster = list(answers.backend.clusters.values())[-1]
        cluster.idle_since = time.time()
        cluster.instance_fleets = answers._get_param("Instances.InstanceFleets", [])
        return result

    def list_instance_fleets(answers: Answers) -> ActionResult:
        cluster = answers.backend.describe_cluster(answers._get_param("ClusterId"))
        state = "TERMINATED" if cluster.state.startswith("TERMINATED") else "RUNNING"
        fleets = [
            {
                "Id": f"if-{cluster.id[2:]}{number}",
                "Name": fleet.get("name"),
                "InstanceFleetType": fleet.get("instance_fleet_type"),
                "Status": {"State": state},
                "TargetOnDemandCapacity": int(fleet.get("target_on_demand_capacity", 0)),
                "ProvisionedOnDemandCapacity": int(fleet.get("target_on_demand_capacity", 0)),
                "TargetSpotCapacity": int(fleet.get("target_spot_capacity", 0)),
                "ProvisionedSpotCapacity": int(fleet.get("target_spot_capacity", 0)),
            }
            for number, fleet in enumerate(getattr(cluster, "instance_fleets", []))
        ]
        return ActionResult({"InstanceFleets": fleets})

    def add_instance_fleet(answers: Answers) -> ActionResult:
        cluster = answers.backend.describe_cluster(answers._get_param("ClusterId"))
        cluster.instance_fleets = [*getattr(cluster, "instance_fleets", []), answers._get_param("InstanceFleet")]
        number = len(cluster.instance_fleets) - 1
        return ActionResult({"ClusterId": cluster.id, "InstanceFleetId": f"if-{cluster.id[2:]}{number}", "ClusterArn": cluster.arn})

    def describe_release_label(answers: Answers) -> ActionResult:
        applications = [{"Name": "Spark", "Version": "3.5.6-amzn"}, {"Name": "Hadoop", "Version": "3.4.1-amzn"}]
        return ActionResult({"ReleaseLabel": answers._get_param("ReleaseLabel"), "Applications": applications})

    for answer in (
        cancel_steps,
        put_auto_termination_policy,
        get_auto_termination_policy,
        remove_auto_termination_policy,
        run_job_flow,
        list_instance_fleets,
        add_instance_fleet,
        describe_release_label,
    ):
        setattr(Answers, answer.__name__, answer)
    # moto takes every EMR call on another host name than Amazon's for one to us-east-1.
    Answers.get_region_from_url = BaseResponse.get_region_from_url
    models.Cluster.add_steps = add_steps
    models.Step.status = property(status)


def main(port: str, work: str, spark_bin: str, properties: str, home: str = "") -> None:
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=int(port))
    emr = LocalEmr(f"http://127.0.0.1:{port}", Path(work), Path(spark_bin), Path(properties), Path(home) if home else None)
    complete_moto(emr)
    server.start()

    def stop(*_: object) -> None:
        emr.stop()
        os._exit(0)

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    emr.watch()


if __name__ == "__main__":
    main(*sys.argv[1:])
