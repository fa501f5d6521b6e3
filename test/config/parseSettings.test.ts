import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { parseSettings } from "../../config/parseSettings.ts";
import { dotted } from "../../config/problem.ts";

const stacks = new URL("../../stacks/", import.meta.url);

function shipped(name: string): Record<string, unknown> {
  const file = parse(readFileSync(new URL(`Pulumi.${name}.yaml`, stacks), "utf8")) as { config: object };
  return Object.fromEntries(
    Object.entries(file.config).flatMap(([key, value]) => (key.startsWith("verger:") ? [[key.slice(7), value]] : [])),
  );
}

/** `path · message · suggestion` of each problem; empty where the settings are accepted. */
function problems(given: unknown): readonly string[] {
  const parsed = parseSettings(given);
  return parsed.ok
    ? []
    : parsed.problems.map(({ path, message, suggestion }) => `${dotted(path)} · ${message} · ${suggestion}`);
}

const paris = (changes: object): object => ({ ...shipped("aws-paris"), ...changes });

describe("the stacks we ship", () => {
  const names = readdirSync(stacks).map((file) => file.replace(/^Pulumi\.(.*)\.yaml$/, "$1"));

  it("are the five the documentation names", () => {
    expect(names.sort()).toEqual([
      "aws-dublin",
      "aws-paris",
      "aws-paris-databricks",
      "aws-paris-ec2",
      "azure-francecentral",
    ]);
  });

  it.each(names)("%s is accepted as it stands", (name) => {
    expect(problems(shipped(name))).toEqual([]);
  });
});

describe("what a person gets wrong", () => {
  it("a mistyped node type names the nearest one", () => {
    expect(
      problems(paris({ compute: { platform: "emr", primary: { type: "m5.xlarge" }, workers: { type: "m5.xlarg" } } })),
    ).toEqual([
      'compute.workers.type · "m5.xlarg" is not a node type known for emr on aws · Did you mean "m5.xlarge"? Known types: verger config explain compute.workers.type',
    ]);
  });

  it("a mistyped node type names the nearest one in a refused region too, where nothing has a price", () => {
    const compute = { platform: "emr", primary: { type: "m5.xlarge" }, workers: { type: "m5.xlarg" } };
    expect(problems(paris({ region: "eu-west-2", compute })).join()).toContain('Did you mean "m5.xlarge"?');
  });

  it("a node type without a price in a region names the regions where it has one", () => {
    const settings = { ...shipped("azure-francecentral"), region: "germanywestcentral" };
    expect(problems(settings)[0]).toMatch(
      /^compute\.driver\.type · the price of "Standard_D8s_v3" for databricks in germanywestcentral is unknown.+ · Its price is known in francecentral \(Paris, FR\), northeurope \(Dublin, IE\), swedencentral .+: write one of them as region, or allowUnknownPrice/,
    );
  });

  it("London and Zurich are refused with the reason", () => {
    expect(problems(paris({ region: "eu-west-2" }))[0]).toContain(
      'region · "eu-west-2" is eu-west-2 (London, GB): in neither the EU nor the EEA · Did you mean "eu-west-1"?',
    );
    expect(problems({ ...shipped("azure-francecentral"), region: "switzerlandnorth" })[0]).toContain(
      "(Zurich, CH): in neither the EU nor the EEA",
    );
  });

  it("a region of the other cloud says whose it is", () => {
    expect(problems(paris({ region: "francecentral" }))[0]).toContain(
      '"francecentral" is a region of azure, and this stack\'s cloud is aws',
    );
  });

  it("wrong units are read and written back", () => {
    expect(problems(paris({ limits: { budget: "10 USD", maxHours: "90 min", idleMinutes: "1h" } }))).toEqual([
      'limits.budget · "10 USD" is not a number of USD · Write 10 (USD).',
      'limits.maxHours · "90 min" is not a number of hours · Write 1.5 (hours).',
      'limits.idleMinutes · "1h" is not a number of minutes · Write 60 (minutes).',
    ]);
  });

  it("an unknown key names the nearest one, wherever it stands", () => {
    expect(problems(paris({ limits: { budgte: 10 }, notebok: "none" }))).toEqual([
      'limits.budgte · "budgte" is not a setting · Did you mean "budget"?',
      'notebok · "notebok" is not a setting · Did you mean "notebook"?',
    ]);
  });

  it("everything wrong is said at once", () => {
    expect(
      problems({
        cloud: "aws",
        region: "eu-west-9",
        compute: { platform: "emr", primary: { type: "m5.xlarge" }, workers: { min: 5, max: 2, spot: "true" } },
        operator: "usr",
      }).map((line) => line.split(" · ")[0]),
    ).toEqual(["region", "compute.workers.max", "compute.workers.type", "compute.workers.spot", "operator"]);
  });

  it("a platform of no cloud, or of the other one, names the choices", () => {
    expect(problems(paris({ compute: { platform: "ermr" } }))).toEqual([
      'compute.platform · "ermr" is not one of emr, ec2, databricks · Did you mean "emr"?',
    ]);
    expect(problems({ ...shipped("azure-francecentral"), compute: { platform: "emr" } })).toEqual([
      'compute.platform · "emr" is not one of databricks · Write databricks.',
    ]);
  });
});
