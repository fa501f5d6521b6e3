import type { Interface } from "node:readline";
import type { Writable } from "node:stream";
import { z } from "zod";
import { JobFailedError } from "../../contract/errors.ts";
import { Parts, RemoteListing, type SparkDriver, WaveParts } from "./sparkDriver.ts";

const Answer = z.union([
  z.object({ id: z.int(), value: z.unknown() }),
  z.object({ id: z.int(), error: z.string(), hint: z.string() }),
]);
type Answer = z.output<typeof Answer>;

/**
 * The driver at the other end of two pipes: requests go out as lines `{"id", "ask", "with"}`, answers come in as lines
 * `{"id", "value"}` or `{"id", "error", "hint"}`, in any order.
 */
export function connectDriver(answers: Interface, requests: Writable): SparkDriver {
  const waiting = new Map<number, (answer: Answer) => void>();
  let last = 0;
  answers.on("line", (line) => {
    const answer = Answer.parse(JSON.parse(line));
    waiting.get(answer.id)?.(answer);
    waiting.delete(answer.id);
  });

  async function ask<T>(name: keyof SparkDriver, parameters: object, answer: z.ZodType<T>): Promise<T> {
    const id = ++last;
    const answered = new Promise<Answer>((resolve) => waiting.set(id, resolve));
    requests.write(`${JSON.stringify({ id, ask: name, with: parameters })}\n`);
    const found = await answered;
    if ("error" in found) throw new JobFailedError(found.error, found.hint);
    return answer.parse(found.value);
  }

  const nothing = z.null().transform(() => undefined);
  return {
    say: (line) => ask("say", { line, failure: false }, nothing),
    complain: (line) => ask("say", { line, failure: true }, nothing),
    occupied: () => ask("occupied", {}, z.boolean()),
    read: (path) => ask("read", { path }, z.string().nullable()),
    sizes: (paths) => ask("sizes", { paths }, z.array(z.int().nullable())),
    put: (path, file) => ask("put", { path, file }, nothing),
    move: (source, target) => ask("move", { source, target }, nothing),
    remove: (path) => ask("remove", { path }, nothing),
    stop: () => ask("stop", {}, z.int()),
    run: (tasks, given, keep) => ask("run", { ...given, tasks, keep }, z.array(z.string())),
    list: (names) => ask("list", names, RemoteListing),
    configure: (setup) => ask("configure", setup, nothing),
    features: (wave) => ask("features", wave, WaveParts),
    statistics: (plan) => ask("statistics", plan, z.int()),
    projections: (plan) => ask("projections", plan, Parts),
  };
}
