"""The driver's own Java, where it starts one: its settings, and what it has loaded, kept for the next run.

Java keeps loaded classes in an archive (class data sharing), and checks that itself. Nothing here fails a job (0086).
"""

from __future__ import annotations

import glob
import hashlib
import os
import re
import shutil
import sys
import time
from typing import Any, Dict, List

import pyspark
from pyspark import SparkContext
from pyspark.find_spark_home import _find_spark_home

# On one machine Java's second compiler and its parallel collector cost a short job more than they gain.
LEAN = "-XX:+IgnoreUnrecognizedVMOptions -XX:TieredStopAtLevel=1 -XX:+UseSerialGC"
# An archive that is damaged, or another Java's, is passed over, without a word on stdout.
CHECKED = "-Xshare:auto -XX:+VerifySharedSpaces -Xlog:cds=off -Xlog:cds+dynamic=off"
# For each class to keep, Java goes through its jars until it comes to the class's own: these hold most of them.
FIRST = "spark-catalyst spark- scala-library log4j jackson hadoop-client parquet janino arrow netty antlr4 py4j ivy"
UNUSED_SECONDS = 90 * 86400


class OwnJava:
    settings: Dict[str, Any] = {}
    _place = ""
    _archive = ""  # The one that Java starts from.

    def __init__(self) -> None:
        if "PYSPARK_GATEWAY_PORT" in os.environ or SparkContext._gateway is not None:
            return  # It was started by spark-submit, or by the platform.
        self.settings = {"spark.driver.extraJavaOptions": LEAN}
        try:
            place = _place_for_archives()
            found = [file for file in glob.glob(f"{glob.escape(place)}-*.jsa") if file == _sized(place, file)]
            for file in found:
                os.utime(file)
        except OSError:  # A Java of unknown version, or a folder that is not ours.
            return
        if place:
            self._place, self._archive = place, found[0] if found else ""
            option = f'"-XX:SharedArchiveFile={found[0]}"' if found else "-XX:+RecordDynamicDumpInfo"
            self.settings["spark.driver.extraJavaOptions"] += f" {CHECKED} {option}"
            self.settings["spark.driver.extraClassPath"] = _first_jars()

    def keep(self) -> None:
        """At the end of a whole job: Java writes the archive, or one that it would not take makes room for another."""
        gateway, part = SparkContext._gateway, f"{self._place}.{os.getpid()}"
        try:
            if self._archive:
                if not _in_use(self._archive, gateway):
                    os.remove(self._archive)
            elif self._place:
                print("Keeping what Java has loaded for the next run, once (VERGER_JAVA_ARCHIVE=off: never)", file=sys.stderr)
                _write(gateway, part)
                os.replace(part, _sized(self._place, part))
                _forget_unused(os.path.dirname(part))
        except Exception as error:
            print(f"What Java had loaded was not kept: {error}", file=sys.stderr)
        finally:
            if os.path.exists(part):
                os.remove(part)


def _sized(place: str, file: str) -> str:
    """Java would crash on an archive that was cut off, so the name says how long it is."""
    return f"{place}-{os.path.getsize(file)}.jsa"


def _place_for_archives() -> str:
    """Of this Java and this Spark, in the user's cache: how their names begin. Nothing where none is wanted."""
    if os.environ.get("VERGER_JAVA_ARCHIVE") == "off":
        return ""
    home = os.environ.get("JAVA_HOME") or os.path.dirname(os.path.dirname(os.path.realpath(shutil.which("java") or "")))
    with open(os.path.join(home, "release"), encoding="utf-8") as file:
        release = file.read()
    version = re.search(r'^JAVA_VERSION="(\d+)', release, re.MULTILINE)
    if version is None or int(version.group(1)) < 17:
        return ""
    folder = os.path.join(os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache"), "verger", "java")
    if re.search(r'[":\\]', folder):  # They part one option of Java's from the next.
        return ""
    os.makedirs(folder, 0o700, exist_ok=True)
    depends_on = "\n".join([home, release, _find_spark_home(), pyspark.__version__, LEAN, FIRST])
    return os.path.join(folder, hashlib.sha256(depends_on.encode()).hexdigest()[:16])


def _first_jars() -> str:
    jars = os.path.join(_find_spark_home(), "jars")
    names = [name for first in FIRST.split() for name in sorted(os.listdir(jars)) if name.startswith(first)]
    return ":".join(os.path.join(jars, name) for name in dict.fromkeys(names))


def _in_use(archive: str, gateway: Any) -> bool:
    """Where the system does not tell, it is taken to be."""
    try:
        with open(f"/proc/{gateway.proc.pid}/maps", encoding="utf-8") as file:
            return archive in file.read()
    except FileNotFoundError:
        return True


def _forget_unused(folder: str) -> None:
    for file in os.scandir(folder):
        if time.time() - file.stat().st_mtime > UNUSED_SECONDS:
            os.remove(file)


def _write(gateway: Any, file: str) -> None:
    """By Java's command `VM.cds dynamic_dump`. The bean that takes it is of a class only reflection may call."""
    java, management = gateway.jvm.java, gateway.jvm.java.lang.management.ManagementFactory
    words = _array(gateway, java.lang.String, ["dynamic_dump", f'"{file}"'])
    types = _array(gateway, java.lang.String, ["[Ljava.lang.String;"])
    bean = gateway.jvm.javax.management.ObjectName("com.sun.management:type=DiagnosticCommand")
    called = _array(gateway, java.lang.Object, [bean, "vmCds", _array(gateway, java.lang.Object, [words]), types])
    methods = java.lang.Class.forName("javax.management.MBeanServer").getMethods()
    (invoke,) = [method for method in methods if method.getName() == "invoke"]
    java.lang.System.setOut(java.lang.System.err)  # Java says there what it has written.
    invoke.invoke(management.getPlatformMBeanServer(), called)


def _array(gateway: Any, of: Any, values: List[Any]) -> Any:
    array = gateway.new_array(of, len(values))
    for index, value in enumerate(values):
        array[index] = value
    return array
