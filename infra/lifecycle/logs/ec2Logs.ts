import { GetCommandInvocationCommand, type SSMClient } from "@aws-sdk/client-ssm";
import { askingAws } from "../../aws/askingAws.ts";
import { commandLogs } from "../../storageLayout.ts";
import { commandOf, type SentCommand } from "../../submission/ssmSubmitter.ts";
import type { RemoteRun } from "../results/fetchRun.ts";
import type { AskedJob } from "../stack/stackRecord.ts";
import { fileSource, inOrder } from "./logFiles.ts";
import type { LogSource } from "./logSource.ts";

/**
 * The output of the job's command, whole, as the agent on the instance left it in the stack's bucket; until it has,
 * the first 24,000 characters that Systems Manager keeps. A machine that could not be made ready left its log too.
 */
export async function ec2Logs(asked: AskedJob, client: SSMClient, logs: RemoteRun): Promise<readonly LogSource[]> {
  const command = await askingAws(() => commandOf(client, asked.runId, asked.computeMadeAt));
  const files = await logs.list("ec2/");
  const boots = files.filter((file) => !isOutput(file)).map(({ path }) => fileSource(logs, path, "nodes"));
  if (command === undefined) return boots;
  const outputs = files.filter((file) => isOutput(file) && file.path.includes(`/${command.id}/`));
  const whole = inOrder(outputs, ["stderr", "stdout"]).map((path) => fileSource(logs, path, "driver"));
  return [...(whole.length > 0 ? whole : kept(client, command)), ...boots];
}

const isOutput = ({ path }: { readonly path: string }): boolean => path.startsWith(commandLogs.underLogs);

/** What Systems Manager itself keeps of a command's output. */
function kept(client: SSMClient, { id, instanceId }: SentCommand): readonly LogSource[] {
  if (instanceId === undefined) return [];
  const output = (name: string, what: "StandardErrorContent" | "StandardOutputContent"): LogSource => ({
    where: `Systems Manager ${id} ${name} (its first 24,000 characters)`,
    of: "driver",
    read: async () => {
      const request = new GetCommandInvocationCommand({ CommandId: id, InstanceId: instanceId });
      return (await askingAws(() => client.send(request)))[what] ?? "";
    },
  });
  return [output("stderr", "StandardErrorContent"), output("stdout", "StandardOutputContent")];
}
