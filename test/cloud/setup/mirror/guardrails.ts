import { BudgetsClient, CreateBudgetCommand, DeleteBudgetCommand } from "@aws-sdk/client-budgets";
import {
  CreateAliasCommand,
  CreateKeyCommand,
  DeleteAliasCommand,
  KMSClient,
  ScheduleKeyDeletionCommand,
} from "@aws-sdk/client-kms";
import { CreateScheduleCommand, DeleteScheduleCommand, SchedulerClient } from "@aws-sdk/client-scheduler";
import { z } from "zod";
import { fakeAccount } from "../../../../tools/pulumi/stubProvider/providerAnswers.ts";
import { text } from "./inputs.ts";
import type { MirroredService, MotoPlace } from "./mirroredService.ts";

const Target = z.object({ arn: z.string(), roleArn: z.string(), input: z.string().optional() });

/** The key, the budget and the scheduled end of a stack. */
export function mirrorGuardrails(moto: MotoPlace): MirroredService {
  const [kms, budgets, scheduler] = [new KMSClient(moto), new BudgetsClient(moto), new SchedulerClient(moto)];
  return {
    close: () => {
      for (const client of [kms, budgets, scheduler]) client.destroy();
    },
    mirrors: {
      "aws:kms/key:Key": {
        create: async ({ state }) => {
          const { KeyMetadata } = await kms.send(new CreateKeyCommand({}));
          const { KeyId: keyId = "", Arn: arn } = KeyMetadata ?? {};
          return { id: keyId, state: { ...state, keyId, arn } };
        },
        remove: async ({ id }) => {
          await kms.send(new ScheduleKeyDeletionCommand({ KeyId: id, PendingWindowInDays: 7 }));
        },
      },
      "aws:kms/alias:Alias": {
        create: async (made) => {
          const AliasName = text(made.inputs, "name");
          await kms.send(new CreateAliasCommand({ AliasName, TargetKeyId: text(made.inputs, "targetKeyId") }));
          return made;
        },
        remove: async ({ inputs }) => {
          await kms.send(new DeleteAliasCommand({ AliasName: text(inputs, "name") }));
        },
      },
      "aws:budgets/budget:Budget": {
        create: async (made) => {
          await budgets.send(
            new CreateBudgetCommand({
              AccountId: fakeAccount,
              Budget: {
                BudgetName: text(made.inputs, "name"),
                BudgetType: "COST",
                TimeUnit: "MONTHLY",
                BudgetLimit: { Amount: text(made.inputs, "limitAmount"), Unit: "USD" },
              },
            }),
          );
          return made;
        },
        remove: async ({ inputs }) => {
          await budgets.send(new DeleteBudgetCommand({ AccountId: fakeAccount, BudgetName: text(inputs, "name") }));
        },
      },
      "aws:scheduler/schedule:Schedule": {
        create: async (made) => {
          const { arn, roleArn, input } = Target.parse(made.inputs["target"]);
          await scheduler.send(
            new CreateScheduleCommand({
              Name: text(made.inputs, "name"),
              ScheduleExpression: text(made.inputs, "scheduleExpression"),
              FlexibleTimeWindow: { Mode: "OFF" },
              Target: { Arn: arn, RoleArn: roleArn, Input: input },
            }),
          );
          return made;
        },
        remove: async ({ inputs }) => {
          await scheduler.send(new DeleteScheduleCommand({ Name: text(inputs, "name") }));
        },
      },
    },
  };
}
