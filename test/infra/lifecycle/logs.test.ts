import { describe, expect, it } from "vitest";
import { lastLines, probableCause } from "../../../infra/lifecycle/logs/causes.ts";
import type { LogSource } from "../../../infra/lifecycle/logs/logSource.ts";
import { readLogs } from "../../../infra/lifecycle/logs/readLogs.ts";

describe("the probable cause of a failure", () => {
  it.each([
    ["verger: No image in s3://b/images\nGive a folder", "no pictures"],
    ["java.lang.OutOfMemoryError: Java heap space", "memory ran out"],
    ["Container killed by YARN for exceeding physical memory limits. 5.5 GB", "memory ran out"],
    ["ExecutorLostFailure (executor 3 exited caused by one of the running tasks)", "nodes were lost"],
    ["ModuleNotFoundError: No module named 'pyarrow'", "not on the nodes"],
    ["Error [ERR_MODULE_NOT_FOUND]: Cannot find package 'sharp'", "not on the nodes"],
    ["AmazonS3Exception: Access Denied (Service: Amazon S3; Status Code: 403)", "refused access"],
    ["OSError: [Errno 28] No space left on device", "disk is full"],
    ["verger_bridge.WorkerFailed: the worker ended with 134", "our own worker"],
  ])("%s", (text, what) => {
    expect(probableCause(`INFO start\n${text}\nINFO end`)?.what).toContain(what);
  });

  it("is not guessed", () => {
    expect(probableCause("INFO all is well\nWARN slow")).toBeUndefined();
  });

  it("is the cause and not what follows from it: a container killed for memory is a lost executor too", () => {
    const text = "ExecutorLostFailure (executor 3)\nContainer killed for exceeding physical memory limits";
    expect(probableCause(text)?.what).toBe("memory ran out");
  });
});

const source = (where: string, of: LogSource["of"], text: string, read: string[]): LogSource => ({
  where,
  of,
  read: async () => {
    read.push(where);
    return text;
  },
});

describe("reading logs", () => {
  it("asks the nodes only when the driver does not say why", async () => {
    const read: string[] = [];
    const driver = source("driver", "driver", "java.lang.OutOfMemoryError", read);
    const node = source("node", "nodes", "No space left on device", read);
    expect((await readLogs([driver, node], false)).cause?.what).toBe("memory ran out");
    expect(read).toEqual(["driver"]);
    const silent = source("silent", "driver", "nothing", read);
    expect((await readLogs([silent, node], false)).cause?.what).toBe("a disk is full");
  });

  it("reads every log where all are asked for", async () => {
    const read: string[] = [];
    const nodes = Array.from({ length: 30 }, (_, at) => source(`n${at}`, "nodes", "", read));
    await readLogs([source("driver", "driver", "AccessDenied", read), ...nodes], true);
    expect(read).toHaveLength(31);
  });

  it("shows the lines that tell, without a trace's frames", () => {
    expect(lastLines("one\n\ntwo\n    at a.b.C(D.java:1)\n\t... 12 more\nthree\n", 2)).toEqual(["two", "three"]);
  });
});
