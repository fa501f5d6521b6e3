import type { CommandDef } from "citty";
import { setTimeout as pause } from "node:timers/promises";
import { awsClientOf } from "../../infra/aws/askingAws.ts";
import { studioRequest } from "../../infra/studio/studioRequest.ts";
import { InputError } from "../../job/contract/errors.ts";
import type { Terminal } from "../terminal.ts";

/** `verger studio close|clear`: what the stack's program cannot declare. Its own resources run it when they go. */
export function studioCommand(terminal: Terminal): CommandDef {
  const say = (line: string): void => terminal.print(line);
  const sleep = (milliseconds: number): Promise<void> =>
    pause(milliseconds, undefined, { signal: terminal.interrupted });
  return {
    subCommands: {
      close: {
        meta: { name: "close", description: "End every notebook of the domain and delete its spaces" },
        async run() {
          const { region, domainId } = studioRequest(terminal.environment);
          if (domainId === undefined) throw new InputError("Which domain?", "pulumi destroy runs this command");
          const [{ SageMakerClient }, { closeNotebooks }] = await Promise.all([
            import("@aws-sdk/client-sagemaker"),
            import("../../infra/studio/closeNotebooks.ts"),
          ]);
          await closeNotebooks({ sagemaker: new SageMakerClient(awsClientOf(region)), domainId, sleep, say });
        },
      },
      clear: {
        meta: { name: "clear", description: "Delete the security groups SageMaker leaves in the stack's network" },
        async run() {
          const { region, vpcId } = studioRequest(terminal.environment);
          if (vpcId === undefined) throw new InputError("Which network?", "pulumi destroy runs this command");
          const [{ EC2Client }, { clearGroups }] = await Promise.all([
            import("@aws-sdk/client-ec2"),
            import("../../infra/studio/clearGroups.ts"),
          ]);
          await clearGroups({ ec2: new EC2Client(awsClientOf(region)), vpcId, sleep, say });
        },
      },
    },
  };
}
