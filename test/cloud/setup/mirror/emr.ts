import {
  CreateSecurityConfigurationCommand,
  DeleteSecurityConfigurationCommand,
  EMRClient,
  PutAutoTerminationPolicyCommand,
  RunJobFlowCommand,
  TerminateJobFlowsCommand,
} from "@aws-sdk/client-emr";
import { z } from "zod";
import { tagsOf, text } from "./inputs.ts";
import type { MirroredService, MotoPlace } from "./mirroredService.ts";

const Fleet = z.object({ name: z.string(), targetOnDemandCapacity: z.number().default(0) });
const ClusterInputs = z.object({
  name: z.string(),
  releaseLabel: z.string(),
  serviceRole: z.string(),
  logUri: z.string(),
  bootstrapActions: z.array(z.object({ name: z.string(), path: z.string(), args: z.array(z.string()).default([]) })),
  autoTerminationPolicy: z.object({ idleTimeout: z.number() }).optional(),
  masterInstanceFleet: Fleet,
  coreInstanceFleet: Fleet,
  ec2Attributes: z.object({ instanceProfile: z.string() }),
});

function fleet(InstanceFleetType: "MASTER" | "CORE", given: z.output<typeof Fleet>) {
  return { InstanceFleetType, Name: given.name, TargetOnDemandCapacity: given.targetOnDemandCapacity };
}

export function mirrorEmr(moto: MotoPlace): MirroredService {
  const emr = new EMRClient(moto);
  return {
    close: () => emr.destroy(),
    mirrors: {
      "aws:emr/cluster:Cluster": {
        create: async (made) => {
          const cluster = ClusterInputs.parse(made.inputs);
          const { JobFlowId = "" } = await emr.send(
            new RunJobFlowCommand({
              Name: cluster.name,
              ReleaseLabel: cluster.releaseLabel,
              LogUri: cluster.logUri,
              ServiceRole: cluster.serviceRole,
              JobFlowRole: cluster.ec2Attributes.instanceProfile,
              Tags: tagsOf(made.inputs),
              BootstrapActions: cluster.bootstrapActions.map(({ name, path, args }) => ({
                Name: name,
                ScriptBootstrapAction: { Path: path, Args: args },
              })),
              Instances: {
                KeepJobFlowAliveWhenNoSteps: true,
                InstanceFleets: [
                  fleet("MASTER", cluster.masterInstanceFleet),
                  fleet("CORE", cluster.coreInstanceFleet),
                ],
              },
            }),
          );
          const idle = cluster.autoTerminationPolicy?.idleTimeout;
          if (idle !== undefined)
            await emr.send(
              new PutAutoTerminationPolicyCommand({
                ClusterId: JobFlowId,
                AutoTerminationPolicy: { IdleTimeout: idle },
              }),
            );
          return { id: JobFlowId, state: made.state };
        },
        remove: async ({ id }) => {
          await emr.send(new TerminateJobFlowsCommand({ JobFlowIds: [id] }));
        },
      },
      "aws:emr/securityConfiguration:SecurityConfiguration": {
        create: async (made) => {
          const SecurityConfiguration = text(made.inputs, "configuration");

          await emr.send(
            new CreateSecurityConfigurationCommand({ Name: text(made.inputs, "name"), SecurityConfiguration }),
          );
          return made;
        },
        remove: async ({ inputs }) => {
          await emr.send(new DeleteSecurityConfigurationCommand({ Name: text(inputs, "name") }));
        },
      },
    },
  };
}
