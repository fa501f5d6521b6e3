import type { Interface } from "node:readline";
import type { Writable } from "node:stream";
import { z } from "zod";
import { exitCodes, InputError, JobFailedError } from "../../contract/errors.ts";
import { WrittenFile } from "../../results/writtenFile.ts";
import { Listing, type SparkDriver, Wave } from "./sparkDriver.ts";

const Answer = z.union([
  z.object({ id: z.int(), value: z.unknown() }),
  z.object({ id: z.int(), error: z.string(), hint: z.string(), exit: z.int() }),
]);
type Answer = z.output<typeof Answer>;

/**
 * The driver at the other end of two pipes: requests go out as lines `{"id", "ask", "with"}`, answers come in as lines
 * `{"id", "value"}` or `{"id", "error", "hint", "exit"}`, in any order.
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
    if (!("error" in found)) return answer.parse(found.value);
    const { error, hint, exit } = found;
    throw exit === exitCodes.badInput ? new InputError(error, hint) : new JobFailedError(error, hint);
  }

  const nothing = z.null().transform(() => undefined);
  return {
    list: (names) => ask("list", names, Listing),
    configure: (setup) => ask("configure", setup, nothing),
    featurize: (wave) => ask("featurize", wave, Wave),
    fit: (pca) => ask("fit", pca, nothing),
    project: (model) => ask("project", model, z.array(WrittenFile)),
    occupied: () => ask("occupied", {}, z.boolean()),
    read: (path) => ask("read", { path }, z.string().nullable()),
    sizes: (paths) => ask("sizes", { paths }, z.array(z.int().nullable())),
    write: (path, text) => ask("write", { path, text }, nothing),
    remove: (path) => ask("remove", { path }, nothing),
    say: (line) => ask("say", { line }, nothing),
    complain: (line) => ask("complain", { line }, nothing),
    stop: () => ask("stop", {}, z.int()),
  };
}
