import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parseSettings } from "../../../config/parseSettings.ts";
import type { AwsSettings, Settings } from "../../../config/settings.ts";
import { awsQuestions } from "../../../infra/lifecycle/aws/awsQuestions.ts";
import { awsClients, expectedOf } from "../../../infra/lifecycle/aws/awsSearch.ts";
import { azureManagement } from "../../../infra/lifecycle/azure/azureManagement.ts";
import { computeFor } from "../../../infra/lifecycle/compute/computeFor.ts";
import { nothingKnown } from "../../../infra/lifecycle/engine/knownIds.ts";
import { requireImages } from "../../../infra/lifecycle/images/requireImages.ts";
import { logSources } from "../../../infra/lifecycle/logs/logSources.ts";
import { openFolder } from "../../../infra/lifecycle/openRun.ts";
import { unanswered } from "../../../infra/lifecycle/receipt/receiptSchema.ts";
import { takeReceipt } from "../../../infra/lifecycle/receipt/takeReceipt.ts";
import type { AskedJob } from "../../../infra/lifecycle/stack/stackRecord.ts";
import { jobReader } from "../../../infra/lifecycle/watch/jobReader.ts";
import { databricksApi } from "../../../infra/submission/databricksApi.ts";
import { submitterFor } from "../../../infra/submission/submitterFor.ts";
import { VergerError } from "../../../job/contract/errors.ts";
import { type FailingAws, failingAws } from "../setup/failingAws.ts";
import { ec2Stack, emrStack } from "../setup/stacks.ts";
import { order, request } from "../setup/submissions.ts";

const environment = {
  AWS_ACCESS_KEY_ID: "stand-in",
  AWS_SECRET_ACCESS_KEY: "marker-aws-secret",
  AWS_SESSION_TOKEN: "marker-aws-session",
  AWS_EC2_METADATA_DISABLED: "true",
};
const surroundings = { environment, workingFolder: "/" };
const asked = (target: AskedJob["request"]["target"]): AskedJob => ({
  runId: order.runId,
  request: { ...request, region: "eu-west-3", target },
  endsAt: "2026-11-21T04:00:00Z",
  consoleUrl: "https://console",
  storage: undefined,
  computeMadeAt: undefined,
});
const emr = asked({ platform: "emr", clusterId: "j-1" });
const ec2 = asked({ platform: "ec2", primaryName: "verger-orchard-primary", workers: 0 });
const noPause = (): Promise<void> => Promise.resolve();

/** Every way in which a command asks AWS. */
const ways: Readonly<Record<string, () => Promise<unknown>>> = {
  "the machines of EMR": async () => (await computeFor(emr, settingsOf(emrStack), environment))(),
  "the machines of EC2": async () => (await computeFor(ec2, settingsOf(ec2Stack), environment))(),
  "the job on EMR": async () => (await jobReader(emr, environment))(),
  "the job on EC2": async () => (await jobReader(ec2, environment))(),
  "submitting to EMR": async () => (await submitterFor(emr.request, environment, noPause)).start(order),
  "submitting to EC2": async () => (await submitterFor(ec2.request, environment, noPause)).start(order),
  "cancelling on EC2": async () => (await submitterFor(ec2.request, environment, noPause)).cancel("c-1"),
  "a run folder in S3": async () => (await openFolder(emr, "s3://bucket/runs/r", surroundings)).list(""),
  "a file in S3": async () => (await openFolder(emr, "s3://bucket/runs/r", surroundings)).read("run.json"),
  "the logs of EMR": () => logSources(emr, surroundings),
  "the logs of EC2": () => logSources(ec2, surroundings),
  "the stack's own photographs": () =>
    requireImages({ ...emr.request, ownImages: true, images: "s3://bucket/images/" }, environment),
};

async function failures(): Promise<Readonly<Record<string, unknown>>> {
  const ended = await Promise.all(
    Object.entries(ways).map(
      async ([way, ask]) =>
        [
          way,
          await ask().then(
            () => undefined,
            (e: unknown) => e,
          ),
        ] as const,
    ),
  );
  return Object.fromEntries(ended);
}

describe.each([
  [400, "ExpiredTokenException", 3, 1],
  [403, "AccessDeniedException", 3, 1],
  [400, "ThrottlingException", 4, 5],
  [503, "ServiceUnavailable", 4, 5],
])("an AWS that answers %i %s to everything", { timeout: 120_000 }, (status, code, exitCode, attempts) => {
  let aws: FailingAws;
  beforeAll(async () => {
    aws = await failingAws(status, code);
    Object.assign(process.env, environment, { AWS_ENDPOINT_URL: aws.endpoint });
  });
  afterAll(async () => {
    for (const name of [...Object.keys(environment), "AWS_ENDPOINT_URL"]) delete process.env[name];
    await aws.close();
  });

  it(`ends every call with exit code ${exitCode} and words, after ${attempts} of the SDK's own attempts`, async () => {
    const found = await failures();
    for (const [way, error] of Object.entries(found)) {
      expect(error, way).toBeInstanceOf(VergerError);
      expect(error, way).toMatchObject({ exitCode, hint: expect.stringMatching(/\w/) });
      expect(`${(error as VergerError).message} ${(error as VergerError).hint}`, way).not.toMatch(
        /undefined|<\w+>|marker-aws|\n\s+at /,
      );
    }
    expect(aws.asked.get("DescribeInstances"), "EC2 was asked by one of the ways").toBe(attempts);
  });

  it("makes no receipt that proves anything: every question is told to have had no answer", async () => {
    const settings = settingsOf(emrStack);
    const clients = awsClients("eu-west-3");
    const questions = awsQuestions({
      stack: "orchard",
      region: "eu-west-3",
      known: nothingKnown,
      clients,
      ...expectedOf(settings as AwsSettings),
    });
    const subject = { stack: "orchard", cloud: "aws", region: "eu-west-3" } as const;
    const receipt = await takeReceipt(subject, attempts === 1 ? questions : questions.slice(0, 4), () => new Date(0));
    expect(unanswered(receipt)).toHaveLength(receipt.asked.length);
    expect(JSON.stringify(receipt)).not.toContain("marker-aws");
    for (const client of Object.values(clients)) (client as { destroy(): void }).destroy();
  });
});

type Answer = readonly [status: number, body: unknown] | "network";

/** A REST service that gives one answer after another, the last for ever. */
function service(...answers: readonly Answer[]): { fetch: typeof fetch; authorizations: (string | null)[] } {
  const authorizations: (string | null)[] = [];
  const left = [...answers];
  return {
    authorizations,
    fetch: async (_url, init) => {
      authorizations.push(new Headers(init?.headers).get("authorization"));
      const answer = (left.length > 1 ? left.shift() : left[0]) ?? "network";
      if (answer === "network") throw new TypeError("fetch failed");
      return Response.json(answer[1], { status: answer[0] });
    },
  };
}

const principal = { DATABRICKS_CLIENT_ID: "id", DATABRICKS_CLIENT_SECRET: "marker-secret" };
const host = "https://dbc-1.cloud.databricks.com";

const callOn = async (...answers: readonly Answer[]) => {
  const { fetch, authorizations } = service([200, { access_token: "marker-first" }], ...answers);
  const api = await databricksApi({ host, environment: principal, fetch, retryMs: 1 });
  return { authorizations, ended: await api.call("/api/2.0/thing").catch((error: unknown) => error) };
};

describe("Databricks", () => {
  it("renews a service principal's token that has run out, once, and goes on", async () => {
    const { authorizations, ended } = await callOn([401, {}], [200, { access_token: "marker-second" }], [200, {}]);
    expect(ended).toBeInstanceOf(Response);
    expect(authorizations.at(1)).toBe("Bearer marker-first");
    expect(authorizations.at(-1)).toBe("Bearer marker-second");
  });

  it.each([
    [403, { error_code: 403, message: "JWT has expired" }],
    [403, { error_code: "403", message: "Token is expiring within 30 seconds. (token expired)" }],
    [403, { message: "Invalid access token." }],
    [400, { error_code: "400", message: "io.jsonwebtoken.ExpiredJwtException" }],
  ])("says with %i that a token is over: %o; it is renewed too", async (status, words) => {
    const { authorizations, ended } = await callOn(
      [status, words],
      [200, { access_token: "marker-second" }],
      [200, {}],
    );
    expect(ended).toBeInstanceOf(Response);
    expect(authorizations.at(-1)).toBe("Bearer marker-second");
  });

  it("that forbids something is not signed in to again, and says what it forbids", async () => {
    const { authorizations, ended } = await callOn([403, { error_code: 403, message: "no access to the volume" }]);
    expect(ended).toMatchObject({ exitCode: 3, message: expect.stringContaining("no access to the volume") });
    expect(authorizations).toHaveLength(2);
  });

  it.each([
    [
      "refuses the new token too",
      [
        [401, {}],
        [200, { access_token: "marker-second" }],
        [401, {}],
      ],
      3,
    ],
    ["is throttling for ever", [[429, {}]], 4],
    ["is broken for ever", [[503, {}]], 4],
    ["cannot be reached", ["network"], 4],
  ] as const)("that %s ends in words and no token", async (_case, answers, exitCode) => {
    const { ended } = await callOn(...answers);
    expect(ended).toMatchObject({ exitCode });
    expect(JSON.stringify([(ended as VergerError).message, (ended as VergerError).hint])).not.toContain("marker");
  });

  it("behind a proxy that answers pages is said to be that", async () => {
    const { fetch } = service([200, "<html>sign in</html>"]);
    await expect(databricksApi({ host, environment: principal, fetch, retryMs: 1 })).rejects.toMatchObject({
      exitCode: 4,
      hint: expect.stringContaining("proxy"),
    });
  });
});

describe("Azure's management", () => {
  const arm = { ARM_CLIENT_ID: "id", ARM_CLIENT_SECRET: "marker-secret", ARM_TENANT_ID: "t" };
  const getOn = async (...answers: readonly Answer[]) => {
    const { fetch, authorizations } = service([200, { access_token: "marker-first" }], ...answers);
    const ended = await azureManagement(arm, fetch, { retryMs: 1 })
      .get("/subscriptions/s?api-version=1")
      .catch((error: unknown) => error);
    return { authorizations, ended };
  };

  it("renews a token that has run out, once, and goes on", async () => {
    const { authorizations, ended } = await getOn([401, {}], [200, { access_token: "marker-second" }], [200, { a: 1 }]);
    expect(ended).toEqual({ a: 1 });
    expect(authorizations.at(-1)).toBe("Bearer marker-second");
  });

  it.each([
    [
      "refuses the new token too",
      [
        [401, {}],
        [200, { access_token: "marker-second" }],
        [401, {}],
      ],
      3,
    ],
    ["forbids it", [[403, {}]], 3],
    ["is throttling for ever", [[429, {}]], 4],
    ["cannot be reached", ["network"], 4],
  ] as const)("that %s ends in words and no token", async (_case, answers, exitCode) => {
    const { ended } = await getOn(...answers);
    expect(ended).toMatchObject({ exitCode });
    expect(JSON.stringify([(ended as VergerError).message, (ended as VergerError).hint])).not.toContain("marker");
  });
});

function settingsOf(given: object): Settings {
  const parsed = parseSettings({ ...given });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.settings;
}
