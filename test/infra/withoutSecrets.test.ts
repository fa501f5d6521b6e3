import { describe, expect, it } from "vitest";
import { runCli } from "../../cli/runCli.ts";
import { takeReceipt } from "../../infra/lifecycle/receipt/takeReceipt.ts";
import { withoutSecrets } from "../../infra/withoutSecrets.ts";
import { capturedTerminal } from "../cli/setup/capturedTerminal.ts";

const secrets = {
  AWS_SECRET_ACCESS_KEY: "marker/secret+access=key",
  AWS_SESSION_TOKEN: "marker-session-token",
  DATABRICKS_TOKEN: "marker-databricks-token",
  DATABRICKS_CLIENT_SECRET: "marker-client-secret",
  ARM_CLIENT_SECRET: "marker-arm-secret",
  PULUMI_CONFIG_PASSPHRASE: "marker passphrase",
  PULUMI_ACCESS_TOKEN: "marker-pulumi-token",
};
const environment = {
  ...secrets,
  ARM_CLIENT_ID: "an-id-that-is-no-secret",
  PULUMI_CONFIG_PASSPHRASE_FILE: "/home/ada/passphrase",
  TOKEN: "short",
};

describe("what is shown or written", () => {
  const shown = withoutSecrets(environment);

  it.each(Object.entries(secrets))("never holds %s, and says which it was", (name, value) => {
    const text = shown(`the cloud said: ${value} is wrong, ${value}`);
    expect(text).not.toContain(value);
    expect(text).toContain(`…(${name})`);
  });

  it.each([
    "Authorization: Bearer abcdefghijklmnop.qrst",
    "GET https://x/y?sig=abc%2Fdef&se=2026",
    `token dapi${"0a".repeat(16)} is not valid`,
    `token ${["eyJhbGciOiJIUzI1NiJ9", "eyJzdWIiOiIxMjM0In0", "c2lnbmF0dXJl"].join(".")}`,
  ])("nor what has the shape of a secret: %s", (text) => {
    expect(shown(text)).toContain("…");
    expect(shown(text)).not.toMatch(/abcdefgh|abc%2F|0a0a0a|eyJzdWIi/);
  });

  it("holds everything else as it is: names, files, ids and words", () => {
    const text =
      "an-id-that-is-no-secret in /home/ada/passphrase, short; AKIAIOSFODNN7EXAMPLE; run aws-paris-0b9d196c86";
    expect(shown(text)).toBe(text);
  });
});

it("a command that fails with a secret in its error shows none, neither to a person nor to a program", async () => {
  const terminal = capturedTerminal({ environment });
  await runCli(["plan", "-s", secrets.DATABRICKS_TOKEN, "--json"], terminal);
  const said = [...terminal.stdout, ...terminal.stderr].join("\n");
  expect(said).toContain("…(DATABRICKS_TOKEN)");
  for (const value of Object.values(secrets)) expect(said).not.toContain(value);
});

it("a receipt holds no secret that a service's answer had in it", async () => {
  const question = {
    service: "EC2",
    region: "eu-west-3",
    call: "Ask",
    ask: () => Promise.reject(new Error(`bad token ${secrets.AWS_SESSION_TOKEN}`)),
  };
  const subject = { stack: "orchard", cloud: "aws", region: "eu-west-3" } as const;
  const receipt = await takeReceipt(subject, [question], () => new Date(0), withoutSecrets(environment));
  expect(receipt.asked[0]?.refused).toBe("Error: bad token …(AWS_SESSION_TOKEN)");
});
