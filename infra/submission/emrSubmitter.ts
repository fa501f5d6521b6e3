import {
  AddJobFlowStepsCommand,
  CancelStepsCommand,
  DescribeStepCommand,
  type EMRClient,
  ListStepsCommand,
  type StepStatus,
} from "@aws-sdk/client-emr";
import { emrStepArguments } from "./bundleCommands.ts";
import type { JobState, JobSubmitter, SubmittedJob } from "./jobSubmitter.ts";

/**
 * Steps of one EMR cluster; a step's name is the run's id.
 * @param once a client that makes a call a single time: a step that was added must not be added again
 */
export function emrSubmitter(client: EMRClient, clusterId: string, once = client): JobSubmitter {
  return {
    find: (runId) => findStep(client, clusterId, runId),
    start: async (run) => {
      const { StepIds } = await once.send(
        new AddJobFlowStepsCommand({
          JobFlowId: clusterId,
          Steps: [
            {
              Name: run.runId,
              // A failed job leaves the cluster to the idle watch, so that its logs can still be fetched.
              ActionOnFailure: "CONTINUE",
              HadoopJarStep: { Jar: "command-runner.jar", Args: emrStepArguments(run) },
            },
          ],
        }),
      );
      const [id] = StepIds ?? [];
      if (id === undefined) throw new TypeError(`EMR took the step ${run.runId} without giving it an id`);
      return { id, state: { kind: "waiting" } };
    },
    stateOf: async (id) => {
      const { Step } = await client.send(new DescribeStepCommand({ ClusterId: clusterId, StepId: id }));
      return stateOf(Step?.Status);
    },
    cancel: async (id) => {
      await client.send(
        new CancelStepsCommand({
          ClusterId: clusterId,
          StepIds: [id],
          StepCancellationOption: "TERMINATE_PROCESS",
        }),
      );
    },
  };
}

/** EMR lists the newest step first. */
async function findStep(client: EMRClient, clusterId: string, runId: string): Promise<SubmittedJob | undefined> {
  let Marker: string | undefined;
  do {
    const page = await client.send(new ListStepsCommand({ ClusterId: clusterId, Marker }));
    const step = page.Steps?.find(({ Name }) => Name === runId);
    if (step?.Id !== undefined) return { id: step.Id, state: stateOf(step.Status) };
    Marker = page.Marker;
  } while (Marker !== undefined);
  return undefined;
}

/** EMR's step states. Source: EMR API Reference, StepStatus. */
function stateOf(status: StepStatus | undefined): JobState {
  switch (status?.State) {
    case "COMPLETED":
      return { kind: "completed" };
    case "CANCELLED":
      return { kind: "cancelled" };
    case "FAILED":
    case "INTERRUPTED": {
      const { FailureDetails, StateChangeReason } = status;
      const reason = FailureDetails?.Message ?? FailureDetails?.Reason ?? StateChangeReason?.Message;
      return { kind: "failed", reason: reason ?? `the step is ${status.State}`, log: FailureDetails?.LogFile };
    }
    case "RUNNING":
    case "CANCEL_PENDING":
      return { kind: "running" };
    case "PENDING":
    case undefined:
      return { kind: "waiting" };
  }
}
