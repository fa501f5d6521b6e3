import { fileURLToPath } from "node:url";
import { z } from "zod";
import { planStack } from "../../infra/plan/planStack.ts";
import type { PlannedResource } from "../../infra/policy/policyRule.ts";

const home = fileURLToPath(new URL("../../", import.meta.url));
const stacks = ["aws-paris", "aws-paris-ec2", "aws-paris-databricks"];

const Words = z.union([z.string(), z.array(z.string())]).transform((words) => [words].flat());
const Document = z.object({
  Statement: z.array(
    z.object({
      Sid: z.string().default(""),
      Effect: z.enum(["Allow", "Deny"]),
      Principal: z.union([z.literal("*"), z.record(z.string(), Words)]).optional(),
      Action: Words,
      Resource: Words.optional(),
      Condition: z.record(z.string(), z.record(z.string(), Words)).optional(),
    }),
  ),
});

/** docs/policies.md: every policy document of the AWS stacks as they are shipped, a statement a line. */
export async function policiesPage(): Promise<string> {
  const sections: string[] = [];
  // One after the other: Pulumi's runtime plans one stack at a time.
  for (const stack of stacks) sections.push(await stackSection(stack));
  return `<!-- Made by \`npm run docs\` from the resources a plan declares. -->
# Every policy document

What the AWS stacks, as they are shipped, allow and deny: identity policies, trust policies, bucket, key and endpoint
policies. The account is shown as 000000000000. What Databricks' cross-account role may do is not here: the document
comes from Databricks' provider when the stack is made ("restricted", narrowed to the stack's network). Who is who: [iam.md](iam.md). \`npm test\` fails when a document is not
as it stands here, so that a change of rights is seen in review.

${sections.join("\n\n")}
`;
}

async function stackSection(stack: string): Promise<string> {
  const { resources } = await planStack({ stack, workingFolder: home, environment: {}, now: new Date(0) });
  return [`## ${stack}`, ...resources.flatMap(documentsOf).sort()].join("\n\n");
}

function documentsOf({ type, name, properties }: PlannedResource): string[] {
  return ["assumeRolePolicy", "policy"].flatMap((key) => {
    const text = properties[key];
    if (typeof text !== "string" || !text.startsWith("{")) return [];
    const kind = `${type.split(":").at(-1)} \`${name}\``;
    return [`### ${kind}${key === "policy" ? "" : ": who may take it"}\n${table(text)}`];
  });
}

function table(text: string): string {
  const rows = Document.parse(JSON.parse(text)).Statement.map((statement) => {
    const { Sid, Effect, Principal, Action, Resource = [], Condition = {} } = statement;
    const who = Principal === "*" ? ["anyone"] : Object.values(Principal ?? {}).flat();
    const where = Object.entries(Condition).flatMap(([operator, keys]) =>
      Object.entries(keys).map(([key, values]) => `${key} ${operator} ${values.join(", ")}`),
    );
    return [Sid, Effect, cell(who), cell(Action), cell(Resource), cell(where)];
  });
  const heads = ["statement", "effect", "who", "actions", "resources", "where"];
  const shown = heads.map((_, column) => rows.some((row) => row[column] !== ""));
  const line = (cells: readonly string[]): string => `| ${cells.filter((_, column) => shown[column]).join(" | ")} |`;
  return [line(heads), line(heads.map(() => "---")), ...rows.map(line)].join("\n");
}

const cell = (words: readonly string[]): string => words.map((word) => `\`${word}\``).join(" ");
