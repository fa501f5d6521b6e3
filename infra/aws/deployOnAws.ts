import { interpolate } from "@pulumi/pulumi";
import type { AwsSettings } from "../../config/settings.ts";
import { pricePerHour } from "../../config/cost/pricePerHour.ts";
import type { DeployContext } from "../deployContext.ts";
import type { Outputs } from "../outputs.ts";
import { submitJob } from "../submission/submitJob.ts";
import { awsStack } from "./awsStack.ts";
import { storageLayout } from "../storageLayout.ts";
import { type Foundations, layFoundations } from "./foundations.ts";
import { imagesUri } from "./imagesFolder.ts";
import type { Platform } from "./platform.ts";

/** A stack on AWS: foundations, the platform that runs the job, and the job itself. */
export async function deployOnAws(settings: AwsSettings, context: DeployContext): Promise<Outputs> {
  const stack = await awsStack(settings, context);
  const foundations = layFoundations(settings, stack);
  const platform = await deployPlatform(settings, foundations);

  const { bucket, bundleUri } = foundations.storage;
  const runs = platform.runs ?? interpolate`s3://${bucket}/${storageLayout.runs}`;
  const images = platform.images ?? bucket.apply((own) => imagesUri(settings, own));
  const { target, computeId, endsAt, consoleUrl, ready: after, environment } = platform;
  const submission = submitJob(settings, context, {
    target,
    computeId,
    endsAt,
    consoleUrl,
    runs,
    images,
    after,
    environment,
  });

  return {
    cloud: "aws",
    region: settings.region,
    platform: settings.compute.platform,
    storage: interpolate`s3://${bucket}`,
    runs,
    images,
    bundle: platform.bundle ?? bundleUri,
    computeId,
    consoleUrl,
    sparkUi: platform.sparkUi,
    studio: platform.studio,
    pricePerHour: pricePerHour(settings),
    endsAt,
    operator: foundations.operator,
    submission: submission.run,
    destroy: `pulumi destroy --stack ${context.stack}`,
  };
}

async function deployPlatform(settings: AwsSettings, foundations: Foundations): Promise<Platform> {
  const { compute } = settings;
  if (compute.platform === "emr") return (await import("./deployEmr.ts")).deployEmr(settings, compute, foundations);
  if (compute.platform === "ec2") return (await import("./deployEc2.ts")).deployEc2(settings, compute, foundations);
  return (await import("./deployDatabricks.ts")).deployDatabricks(settings, compute, foundations);
}
