import {
  CancelCommandCommand,
  type Command,
  type CommandFilter,
  DescribeInstanceInformationCommand,
  GetCommandInvocationCommand,
  type GetCommandInvocationResult,
  ListCommandsCommand,
  paginateListCommands,
  SendCommandCommand,
  type SendCommandCommandInput,
  type SSMClient,
} from "@aws-sdk/client-ssm";
import { VergerError, exitCodes } from "../../job/contract/errors.ts";
import { commandLogs } from "../storageLayout.ts";
import { primaryCommand } from "./bundleCommands.ts";
import { isOver, type JobState, type JobSubmitter, type RunOrder, type SubmittedJob } from "./jobSubmitter.ts";

export interface Primary {
  /** Name tag of the instance. */
  readonly name: string;
  readonly workers: number;
  readonly maxHours: number;
  readonly sleep: (milliseconds: number) => Promise<void>;
}

/** How long an instance may take from its start until it takes commands. */
const bootAttempts = 60;
const bootPauseMs = 10_000;

/**
 * Commands on one EC2 instance through Systems Manager; a command's comment is the run's id.
 * @param once a client that makes a call a single time: a command that was sent must not be sent again
 */
export function ssmSubmitter(client: SSMClient, primary: Primary, once = client): JobSubmitter {
  return {
    find: async (runId) => {
      const instanceId = await onlineInstance(client, primary);
      const { Commands = [] } = await client.send(new ListCommandsCommand({ InstanceId: instanceId, MaxResults: 50 }));
      const command = Commands.find(({ Comment }) => Comment === runId);
      return command?.CommandId === undefined ? undefined : { id: command.CommandId, state: stateOf(command, "") };
    },
    start: async (run) => {
      const instanceId = await onlineInstance(client, primary);
      const { Command } = await once.send(
        new SendCommandCommand({
          InstanceIds: [instanceId],
          DocumentName: "AWS-RunShellScript",
          Comment: run.runId,
          ...outputTo(run),
          Parameters: {
            commands: [primaryCommand(run, primary.workers)],
            executionTimeout: [String(Math.floor(primary.maxHours * 3600))],
          },
        }),
      );
      if (Command?.CommandId === undefined) throw new TypeError(`Systems Manager took ${run.runId} without an id`);
      return { id: Command.CommandId, state: { kind: "waiting" } };
    },
    stateOf: async (id) => {
      const InstanceId = await onlineInstance(client, primary);
      const result = await client.send(new GetCommandInvocationCommand({ CommandId: id, InstanceId }));
      return stateOf(result, result.StandardErrorContent ?? "");
    },
    cancel: async (id) => {
      await client.send(new CancelCommandCommand({ CommandId: id }));
    },
  };
}

/**
 * The latest command of a run id since a moment, on whatever instance: also after that instance ended, and without
 * waiting for one.
 */
export async function commandOf(
  client: SSMClient,
  runId: string,
  since: Date | undefined,
): Promise<SentCommand | undefined> {
  const Filters: CommandFilter[] = [{ key: "DocumentName", value: "AWS-RunShellScript" }];
  if (since !== undefined) Filters.push({ key: "InvokedAfter", value: since.toISOString() });
  for await (const { Commands = [] } of paginateListCommands({ client }, { Filters })) {
    const command = Commands.find(({ Comment }) => Comment === runId);
    if (command?.CommandId === undefined) continue;
    const id = command.CommandId;
    const [instanceId] = command.InstanceIds ?? [];
    if (instanceId === undefined || !isOver(stateOf(command, "")))
      return { id, instanceId, state: stateOf(command, "") };
    const result = await client.send(new GetCommandInvocationCommand({ CommandId: id, InstanceId: instanceId }));
    return { id, instanceId, state: stateOf(result, result.StandardErrorContent ?? "") };
  }
  return undefined;
}

/**
 * Systems Manager keeps 24,000 characters of a command's output; the agent leaves all of it in the stack's bucket, where
 * the instance may add logs and nothing else.
 */
function outputTo({ runs }: RunOrder): Pick<SendCommandCommandInput, "OutputS3BucketName" | "OutputS3KeyPrefix"> {
  const bucket = /^s3:\/\/([^/]+)\//.exec(runs)?.[1];
  return bucket === undefined ? {} : { OutputS3BucketName: bucket, OutputS3KeyPrefix: commandLogs.prefix };
}

export interface SentCommand extends SubmittedJob {
  readonly instanceId: string | undefined;
}

async function onlineInstance(client: SSMClient, { name, sleep }: Primary): Promise<string> {
  for (let attempt = 1; attempt <= bootAttempts; attempt++) {
    const { InstanceInformationList = [] } = await client.send(
      new DescribeInstanceInformationCommand({ Filters: [{ Key: "tag:Name", Values: [name] }] }),
    );
    const online = InstanceInformationList.find(({ PingStatus }) => PingStatus === "Online");
    if (online?.InstanceId !== undefined) return online.InstanceId;
    await sleep(bootPauseMs);
  }
  throw new VergerError(
    exitCodes.timeout,
    `the instance ${name} did not report to Systems Manager within ${(bootAttempts * bootPauseMs) / 60_000} minutes`,
    "look at logs/ec2/ in the stack's bucket: an instance that cannot be made ready leaves its log there",
  );
}

/** SSM's command states. Source: Systems Manager API Reference, GetCommandInvocation. */
function stateOf({ Status }: Pick<Command | GetCommandInvocationResult, "Status">, stderr: string): JobState {
  switch (Status) {
    case "Success":
      return { kind: "completed" };
    case "Cancelled":
      return { kind: "cancelled" };
    case "Failed":
    case "TimedOut":
      return { kind: "failed", reason: lastLine(stderr) ?? `the command is ${Status}` };
    case "InProgress":
    case "Cancelling":
      return { kind: "running" };
    case "Pending":
    case "Delayed":
    case undefined:
      return { kind: "waiting" };
  }
}

const lastLine = (text: string): string | undefined => text.trim().split("\n").at(-1) || undefined;
