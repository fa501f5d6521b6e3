import type { JobSpec } from "../../../contract/jobSpec.ts";
import type { SparkDriver } from "../sparkDriver.ts";
import { type Answers, answers, type Given, type Task, type TaskOf } from "./task.ts";

/** Has workers of the cluster do tasks of one kind, each a list of such. @returns the answers, task after task */
export type AskWorkers = <Kind extends Task["kind"]>(
  kind: Kind,
  tasks: readonly (readonly Omit<TaskOf<Kind>, "kind">[])[],
) => Promise<Answers[Kind][]>;

export function askWorkers(driver: Pick<SparkDriver, "run">, given: Given & { readonly spec: JobSpec }): AskWorkers {
  return async <Kind extends Task["kind"]>(
    kind: Kind,
    tasks: readonly (readonly Omit<TaskOf<Kind>, "kind">[])[],
  ): Promise<Answers[Kind][]> => {
    const texts = tasks.map((list) => list.map((task) => JSON.stringify({ kind, ...task })));
    const answered = await driver.run(texts, given, kind !== "projections"); // The last there is to do.
    return answered.map((text) => answers[kind].parse(JSON.parse(text)));
  };
}
