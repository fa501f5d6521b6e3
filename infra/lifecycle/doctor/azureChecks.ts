import { z } from "zod";
import type { AzureSettings } from "../../../config/settings.ts";
import type { AzureManagement } from "../azure/azureManagement.ts";
import { type Check, failed, type Looked, ok, unknown } from "./check.ts";
import { coresNeeded } from "./quotas.ts";

const Subscription = z.object({ displayName: z.string().optional(), state: z.string() });
const ResourceProvider = z.object({ registrationState: z.string() });
const Permissions = z.object({
  value: z.array(z.object({ actions: z.array(z.string()), notActions: z.array(z.string()) })),
});
const Usages = z.object({
  value: z.array(z.object({ name: z.object({ value: z.string() }), currentValue: z.number(), limit: z.number() })),
});

const providers = ["Microsoft.Databricks", "Microsoft.Network", "Microsoft.Storage"];

/** What must be well in the Azure subscription and its region. */
export function azureChecks(settings: AzureSettings, management: AzureManagement): readonly Check[] {
  const get = async <T>(path: string, schema: z.ZodType<T>): Promise<T | undefined> => {
    const answer = await management.get(`/subscriptions/${await management.subscription()}${path}`);
    return answer === undefined ? undefined : schema.parse(answer);
  };
  return [
    {
      name: "credentials",
      look: async (): Promise<Looked> => {
        const subscription = await get("?api-version=2022-12-01", Subscription);
        if (subscription === undefined)
          return failed("the subscription does not exist for you", "az account set --subscription …");
        const id = await management.subscription();
        if (subscription.state !== "Enabled")
          return failed(`the subscription is ${subscription.state}`, "enable it, or choose another");
        return ok(`azure: subscription ${id.slice(0, 4)}…${id.slice(-4)}`);
      },
    },
    ...providers.map((name) => ({
      name,
      look: async (): Promise<Looked> => {
        const provider = await get(`/providers/${name}?api-version=2021-04-01`, ResourceProvider);
        const state = provider?.registrationState ?? "unknown";
        return state === "Registered"
          ? ok("registered")
          : failed(`${name} is ${state}`, `az provider register --namespace ${name}`);
      },
    })),
    {
      name: "permissions",
      look: async () =>
        permissions(await get("/providers/Microsoft.Authorization/permissions?api-version=2022-04-01", Permissions)),
    },
    {
      name: "cores",
      look: async () =>
        cores(
          settings,
          await get(`/providers/Microsoft.Compute/locations/${settings.region}/usages?api-version=2024-07-01`, Usages),
        ),
    },
  ];
}

const needed = [
  "Microsoft.Resources/subscriptions/resourceGroups/write",
  "Microsoft.Authorization/roleAssignments/write",
  "Microsoft.Consumption/budgets/write",
];

/** Azure tells which patterns a caller's roles allow on the subscription; a role on a group only is not seen. */
function permissions(answer: z.output<typeof Permissions> | undefined): Looked {
  if (answer === undefined) return unknown("Azure does not tell");
  const missing = needed.filter(
    (action) => !answer.value.some(({ actions, notActions }) => covers(actions, action) && !covers(notActions, action)),
  );
  return missing.length === 0
    ? ok("may make groups and a budget, and assign roles")
    : failed(
        `not allowed: ${missing.join(", ")}`,
        "Contributor and Role Based Access Control Administrator on the subscription",
      );
}

/** Whether an Azure action pattern, such as `Microsoft.Authorization/*\/write`, covers an action. */
function covers(patterns: readonly string[], action: string): boolean {
  return patterns.some((pattern) => {
    const words = pattern.split("*").map((word) => word.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`));
    return new RegExp(`^${words.join(".*")}$`, "i").test(action);
  });
}

function cores(settings: AzureSettings, answer: z.output<typeof Usages> | undefined): Looked {
  const { onDemand, spot } = coresNeeded(settings);
  const total = answer?.value.find(({ name }) => name.value === "cores");
  if (total === undefined || onDemand === "unknown" || spot === "unknown") return unknown("the quota was not told");
  const free = total.limit - total.currentValue;
  const all = onDemand + spot;
  return free >= all
    ? ok(`${all} of ${free} free vCPU in ${settings.region}`)
    : failed(
        `${all} vCPU needed, ${free} free in ${settings.region}`,
        "ask for more under Quotas in the portal, or fewer or smaller workers",
      );
}
