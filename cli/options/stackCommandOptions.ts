import type { ArgsDef } from "citty";
import { runParts } from "../../infra/lifecycle/results/runParts.ts";
import { defaultRunsFolder } from "../../job/contract/runsFolder.ts";

/** `-s NAME`, for every command on a stack. */
const stackOption = {
  stack: { type: "string", alias: "s", valueHint: "name", description: "The stack: stacks/Pulumi.<name>.yaml" },
} as const satisfies ArgsDef;

/** `--json`, for every command that answers a machine too. */
const jsonOption = {
  json: { type: "boolean", description: "Print one JSON object on stdout and nothing else" },
} as const satisfies ArgsDef;

/** `--yes`, for every command that spends money or takes something away. */
const yesOption = {
  yes: { type: "boolean", alias: "y", description: "Do not ask" },
} as const satisfies ArgsDef;

/** `--detach`, for every command that would wait for a job. */
const detachOption = {
  detach: { type: "boolean", description: "Return once the job is submitted; it goes on without you" },
} as const satisfies ArgsDef;

/** What each command on a stack takes: known without what it works with, so that its help comes at once. */
export const stackCommandOptions = {
  doctor: { ...stackOption, ...jsonOption },
  run: {
    ...stackOption,
    ...yesOption,
    ...jsonOption,
    ...detachOption,
    "keep-on-failure": { type: "boolean", description: "Leave the cluster to look at when the job fails" },
    images: {
      type: "string",
      valueHint: "folder",
      description: "Photographs of this machine: brought to the stack's own storage before there is a cluster",
    },
    out: {
      type: "string",
      valueHint: "folder",
      default: defaultRunsFolder,
      description: `Folder that receives the run's folder (default: ${defaultRunsFolder})`,
    },
  },
  up: { ...stackOption, ...yesOption, ...detachOption, ...jsonOption },
  submit: {
    ...stackOption,
    ...detachOption,
    ...jsonOption,
    cancel: { type: "boolean", description: "End the job instead, if it waits or runs" },
  },
  watch: { ...stackOption, ...jsonOption },
  status: { ...stackOption, ...jsonOption },
  logs: {
    ...stackOption,
    ...jsonOption,
    all: { type: "boolean", description: "Print every log whole, the nodes' too" },
    follow: { type: "boolean", alias: "f", description: "Go on with what the driver writes, until ctrl-C" },
  },
  cost: { ...stackOption, ...jsonOption },
  fetch: {
    ...stackOption,
    ...jsonOption,
    out: {
      type: "string",
      valueHint: "folder",
      default: defaultRunsFolder,
      description: `Folder that receives the run's folder (default: ${defaultRunsFolder})`,
    },
    only: {
      type: "string",
      valueHint: "parts",
      description: `Only these, with commas between: ${runParts.join(", ")}`,
    },
    from: {
      type: "string",
      valueHint: "address",
      description: "A run's address, such as s3://bucket/runs/ID: for results that outlived their stack",
    },
  },
  destroy: { ...stackOption, ...yesOption, ...jsonOption },
  verify: {
    ...stackOption,
    ...jsonOption,
    "run-id": {
      type: "string",
      valueHint: "run",
      description: "Only a run's id is left, no state and no settings: asks in every region of the EU",
    },
    cloud: {
      type: "string",
      valueHint: "cloud",
      description: "With --run-id: aws or azure, where no stack file says it",
    },
  },
} as const satisfies Readonly<Record<string, ArgsDef>>;
