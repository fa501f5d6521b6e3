import type { TestProject } from "vitest/node";
import { azurite } from "../../tools/toolchains/azurite.ts";
import { chromium } from "../../tools/toolchains/chromium.ts";
import { java } from "../../tools/toolchains/java.ts";
import { openssl } from "../../tools/toolchains/openssl.ts";
import { photographs } from "../../tools/toolchains/photographs.ts";
import { pulumi } from "../../tools/toolchains/pulumi.ts";
import { python, pythonEnvironment } from "../../tools/toolchains/python.ts";
import { s3a } from "../../tools/toolchains/s3a.ts";
import { shellcheck } from "../../tools/toolchains/shellcheck.ts";
import { spark35, spark41 } from "../../tools/toolchains/spark.ts";
import { wasb } from "../../tools/toolchains/wasb.ts";
import { ready, toolchainNames, type Toolchains } from "../../tools/toolchains/toolchain.ts";

declare module "vitest" {
  interface ProvidedContext {
    toolchains: Toolchains;
  }
}

/** Data that lies beside a checkout rather than being installed: its absence is reported, never a failure. */
const besideTheCheckout = new Set(["photographs"]);

/** Makes every toolchain ready once, before any suite, and hands the result to the suites. */
export default async function setup(project: TestProject): Promise<void> {
  const toolchains: Toolchains = {
    python: await python(),
    java: await java(),
    spark35: await spark35(),
    spark41: await spark41(),
    chromium: await chromium(),
    shellcheck: await shellcheck(),
    photographs: photographs(),
    packaging: ready("npm"),
    pulumi: await pulumi(),
    moto: await pythonEnvironment("requirements-moto.txt"),
    mypy: await pythonEnvironment("requirements-mypy.txt"),
    openssl: await openssl(),
    azurite: await azurite(),
    s3a: await s3a(),
    wasb: await wasb(),
  };
  project.provide("toolchains", toolchains);

  if (process.env.CI !== "true") return;
  for (const name of toolchainNames) {
    const toolchain = toolchains[name];
    if (!toolchain.ready && !besideTheCheckout.has(name))
      throw new Error(`CI needs the toolchain ${name}: ${toolchain.why}`);
  }
}
