"""Runs a file as a Databricks spark_python_task does: its text, in a module without __file__."""

import sys

sys.argv = sys.argv[1:]
with open(sys.argv[0], encoding="utf-8") as source:
    exec(compile(source.read(), sys.argv[0], "exec"), {"__name__": "__main__"})
