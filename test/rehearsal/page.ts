import type { LifeOfARun } from "./lifeOfARun.ts";

export interface Told {
  /** Seconds since the start. */
  readonly at: number;
  readonly line: string;
}

/** The record of a rehearsal, as the page in `docs/`. */
export function page(
  life: LifeOfARun,
  transcript: readonly Told[],
  facts: { photographs: string; date: string },
): string {
  const { comparison } = life;
  const equal =
    comparison.rowsThatDiffer === 0
      ? `equal to the bit in all ${comparison.rows} rows`
      : `different in ${comparison.rowsThatDiffer} of ${comparison.rows} rows`;
  return `# A rehearsal of \`aws-paris\`, against stand-ins
**Nothing here ran in a cloud.** \`npm run rehearse\` wrote this page on ${facts.date}. What was real and what was not:

| real | a stand-in |
|---|---|
| the command line, the Pulumi engine, the whole program of the stack, its state | the providers: stubs that keep a table, and make buckets, clusters, roles and networks in moto too |
| the AWS SDKs and every call of submission and receipt | AWS: moto, which checks no permission and bills nothing |
| the bundle, fetched from the stack's bucket and checked | the nodes: bootstrap scripts are not run |
| the Spark driver and Spark 3.5.6, reading and writing S3 through Hadoop's S3A | EMR: one machine, \`local[2]\`, no YARN |
| ${facts.photographs} | the weights: seeded, not trained |

The seconds are this machine's and say nothing about a cluster's; the prices are the plan's own, and nothing was spent.

Features of the run, ${comparison.features} a picture, against the local engine's: ${equal}. Projections on ${comparison.components} components: at most ${comparison.projections.toExponential(1)} apart, relative to the largest of their component. Left in the stand-in cloud that was not kept on purpose: ${life.leftovers.length === 0 ? "nothing" : life.leftovers.join(", ")}.

\`\`\`text
${transcript.map(({ at, line }) => `${at.toFixed(0).padStart(4)} s  ${line}`.trimEnd()).join("\n")}
\`\`\`
`;
}
