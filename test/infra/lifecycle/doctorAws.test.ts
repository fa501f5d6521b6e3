import { EC2Client } from "@aws-sdk/client-ec2";
import { EMRClient } from "@aws-sdk/client-emr";
import { IAMClient } from "@aws-sdk/client-iam";
import { ServiceQuotasClient } from "@aws-sdk/client-service-quotas";
import { STSClient } from "@aws-sdk/client-sts";
import { describe, expect, it } from "vitest";
import { parseSettings } from "../../../config/parseSettings.ts";
import { actionsOf, awsChecks } from "../../../infra/lifecycle/doctor/awsChecks.ts";
import { examineAll, type Finding } from "../../../infra/lifecycle/doctor/check.ts";
import { databricksOnAwsStack, ec2Stack, emrStack } from "../setup/stacks.ts";

type Input = Readonly<Record<string, unknown>>;
type Answers = Readonly<Record<string, (input: Input) => object>>;
type Found = Readonly<Record<string, Finding>>;

const instance = (InstanceType: string, InstanceLifecycle?: "spot"): object => ({
  InstanceType,
  ...(InstanceLifecycle && { InstanceLifecycle }),
  CpuOptions: { CoreCount: 2, ThreadsPerCore: 2 },
});

/** An account where all is well. */
const well: Answers = {
  GetCallerIdentity: () => ({ Account: "123456789012", Arn: "arn:aws:sts::123456789012:assumed-role/operator/ada" }),
  SimulatePrincipalPolicy: () => ({ EvaluationResults: [] }),
  GetServiceQuota: () => ({ Quota: { Value: 32 } }),
  DescribeInstances: () => ({ Reservations: [] }),
  DescribeAddresses: () => ({ Addresses: [] }),
  GetBlockPublicAccessConfiguration: () => ({
    BlockPublicAccessConfiguration: { BlockPublicSecurityGroupRules: true },
  }),
};

/** What the doctor finds on AWS, but for what a test answers. */
async function onAws(given: object, answers: Answers = {}): Promise<Found> {
  const send = async (command: { readonly constructor: { readonly name: string }; readonly input: Input }) => {
    const operation = command.constructor.name.replace(/Command$/, "");
    const answer = answers[operation] ?? well[operation];
    if (answer === undefined) throw new Error(`nobody answers ${operation}`);
    return answer(command.input);
  };
  const at = { region: "eu-west-3" };
  const clients = {
    sts: Object.assign(new STSClient(at), { send }),
    iam: Object.assign(new IAMClient(at), { send }),
    emr: Object.assign(new EMRClient(at), { send }),
    ec2: Object.assign(new EC2Client(at), { send }),
    quotas: Object.assign(new ServiceQuotasClient(at), { send }),
  };
  const findings = await examineAll(awsChecks({ settings: settingsOf(given), clients }));
  return Object.fromEntries(findings.map((each) => [each.name, each]));
}

const denied = (name: string) => () => {
  throw Object.assign(new Error("marker of the cloud"), { name, $metadata: { httpStatusCode: 403 } });
};

describe("the doctor on AWS", () => {
  it("finds all well, names who is signed in, and not the whole account", async () => {
    const found = await onAws(emrStack);
    expect(Object.keys(found)).toEqual(["credentials", "permissions", "cores", "spot cores", "EMR public access"]);
    expect(Object.values(found).map(({ verdict }) => verdict)).toEqual(Array.from({ length: 5 }, () => "ok"));
    expect(found["credentials"]?.found).toBe("aws: 1234…9012 as assumed-role/operator/ada");
  });

  it("asks for what each stack needs: a public address for a workspace, EMR's setting for EMR alone", async () => {
    expect(Object.keys(await onAws(ec2Stack))).not.toContain("EMR public access");
    expect((await onAws(databricksOnAwsStack))["addresses"]).toMatchObject({
      verdict: "ok",
      found: "32 of 32 addresses free",
    });
    const full = { DescribeAddresses: () => ({ Addresses: Array.from({ length: 32 }, () => ({})) }) };
    expect((await onAws(databricksOnAwsStack, full))["addresses"]).toMatchObject({
      verdict: "failed",
      fix: expect.stringContaining("L-0263D0A3"),
    });
  });

  it("counts as free what nothing runs on: each market by itself, over all pages, and no other kind of machine", async () => {
    const pages = [
      { Reservations: [{ Instances: [instance("m5.xlarge"), instance("p4d.24xlarge")] }], NextToken: "2" },
      { Reservations: [{ Instances: [instance("c5.xlarge"), instance("m5.xlarge", "spot")] }] },
    ];
    const busy = { DescribeInstances: ({ NextToken }: Input) => pages[NextToken === undefined ? 0 : 1] ?? {} };
    const found = await onAws(emrStack, busy);
    expect(found["cores"]?.found).toBe("8 of 24 free vCPU in eu-west-3");
    expect(found["spot cores"]).toMatchObject({ verdict: "ok", found: "28 of 28 free vCPU in eu-west-3" });
    const fuller = await onAws(emrStack, { ...busy, GetServiceQuota: () => ({ Quota: { Value: 31 } }) });
    expect(fuller["spot cores"]).toMatchObject({
      verdict: "failed",
      found: "28 vCPU needed, 27 of 31 free in eu-west-3",
      fix: expect.stringContaining("L-34B43A08"),
    });
  });

  it("names the calls that IAM's simulator refuses, of the role behind a session", async () => {
    const asked: Input[] = [];
    const refusing: Answers = {
      SimulatePrincipalPolicy: (input) => {
        asked.push(input);
        return {
          EvaluationResults: [
            { EvalActionName: "iam:PassRole", EvalDecision: "implicitDeny" },
            { EvalActionName: "s3:CreateBucket", EvalDecision: "allowed" },
          ],
        };
      },
    };
    expect((await onAws(emrStack, refusing))["permissions"]).toMatchObject({
      verdict: "failed",
      found: "not allowed: iam:PassRole",
      fix: expect.stringContaining("docs/iam.md"),
    });
    expect(asked[0]).toMatchObject({
      PolicySourceArn: "arn:aws:iam::123456789012:role/operator",
      ActionNames: actionsOf(settingsOf(emrStack)),
    });
  });

  it("what cannot be asked is unknown, never well; credentials that do not count are failed, with the sign-in", async () => {
    const found = await onAws(emrStack, {
      SimulatePrincipalPolicy: denied("AccessDenied"),
      GetServiceQuota: () => ({}),
      GetBlockPublicAccessConfiguration: () => ({}),
    });
    for (const name of ["permissions", "cores", "spot cores", "EMR public access"])
      expect(found[name]?.verdict, name).toBe("unknown");
    // Who may not read these, or where there is no such service, may go on all the same.
    for (const name of ["AccessDeniedException", "NoSuchResourceException"]) {
      const unasked = { GetServiceQuota: denied(name), GetBlockPublicAccessConfiguration: denied(name) };
      const found = await onAws(emrStack, unasked);
      expect(found["cores"]?.verdict, name).toBe("unknown");
      expect(found["EMR public access"]?.verdict, name).toBe("unknown");
    }
    const signedOut = await onAws(emrStack, { GetCallerIdentity: denied("ExpiredToken") });
    expect(signedOut["credentials"]).toMatchObject({
      verdict: "failed",
      fix: expect.stringContaining("sign in again"),
    });
  });
});

function settingsOf(given: object) {
  const parsed = parseSettings({ ...given });
  if (!parsed.ok || parsed.settings.cloud !== "aws") throw new Error("no stack on AWS");
  return parsed.settings;
}
