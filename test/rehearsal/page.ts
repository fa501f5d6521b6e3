import type { LifeOfARun } from "./lifeOfARun.ts";
import type { RehearsedStack } from "./rehearsal.ts";

export interface Told {
  /** Seconds since the start. */
  readonly at: number;
  readonly line: string;
}

/** What each stack's platform is in a rehearsal: rows of real things and of stand-ins. */
const onAws = [
  [
    "the command line, the Pulumi engine, the whole program of the stack, its state",
    "the providers: stubs that keep a table, and make buckets, clusters, roles and networks in moto too",
  ],
  ["the AWS SDKs and every call of submission and receipt", "AWS: moto, which checks no permission and bills nothing"],
] as const;

const platforms: Readonly<Record<RehearsedStack, readonly (readonly [string, string])[]>> = {
  "aws-paris": [
    ...onAws,
    ["the bundle, fetched from the stack's bucket and checked", "the nodes: bootstrap scripts are not run"],
    [
      "the Spark driver and Spark 3.5.6, reading and writing S3 through Hadoop's S3A",
      "EMR: one machine, `local[2]`, no YARN",
    ],
  ],
  "aws-paris-databricks": [
    ...onAws,
    [
      "the bundle in its volume, unpacked and checked by the stack's own init script",
      "the Databricks workspace: a server of ours with the REST API's public shapes",
    ],
    [
      "the Spark driver and Spark 4.1.4, run as Databricks runs it",
      "the cluster: one machine, `local[2]`; volumes are folders that are copied from and to S3",
    ],
  ],
  "azure-francecentral": [
    [
      "the command line, the Pulumi engine, the whole program of the stack, its state",
      "the providers: stubs that keep a table, and make every resource in the Resource Manager's stand-in too",
    ],
    [
      "the calls of doctor, sign-in, submission and receipt, to Azure's own names",
      "the Resource Manager and Entra ID: servers of ours with the REST API's public shapes, behind a proxy that leads there",
    ],
    [
      "the Azure SDK's way to Blob storage, with Entra ID tokens and the region's check",
      "Blob storage: Azurite, under the account's own name; its firewall and its roles refuse nobody",
    ],
    [
      "the photographs' way from this machine into the stack's volume and out of it again",
      "the Databricks workspace: a server of ours with the REST API's public shapes, known only once the stack made it",
    ],
    [
      "the bundle in its volume, unpacked and checked by the stack's own init script; the Spark driver and Spark 4.1.4",
      "the cluster: one machine, `local[2]`; volumes are folders that are copied from and to Blob storage",
    ],
  ],
};

/** The record of a rehearsal, as the page in `docs/`. */
export function page(
  life: LifeOfARun,
  transcript: readonly Told[],
  facts: { stack: RehearsedStack; photographs: string; date: string },
): string {
  const { comparison } = life;
  const equal =
    comparison.rowsThatDiffer === 0
      ? `equal to the bit in all ${comparison.rows} rows`
      : `different in ${comparison.rowsThatDiffer} of ${comparison.rows} rows`;
  const command = `npm run rehearse${facts.stack === "aws-paris" ? "" : ` -- --stack ${facts.stack}`}`;
  return `# A rehearsal of \`${facts.stack}\`, against stand-ins
**Nothing here ran in a cloud.** \`${command}\` wrote this page on ${facts.date}. What was real and what was not:

| real | a stand-in |
|---|---|
${platforms[facts.stack].map((row) => `| ${row.join(" | ")} |`).join("\n")}
| ${facts.photographs} | the weights: seeded, not trained |

The seconds are this machine's and say nothing about a cluster's; the prices are the plan's own, and nothing was spent.

Features of the run, ${comparison.features} a picture, against the local engine's: ${equal}. Projections on ${comparison.components} components: at most ${comparison.projections.toExponential(1)} apart, relative to the largest of their component. Left in the stand-in cloud that was not kept on purpose: ${life.leftovers.length === 0 ? "nothing" : life.leftovers.join(", ")}.

\`\`\`text
${transcript.map(({ at, line }) => `${at.toFixed(0).padStart(4)} s  ${line}`.trimEnd()).join("\n")}
\`\`\`
`;
}
