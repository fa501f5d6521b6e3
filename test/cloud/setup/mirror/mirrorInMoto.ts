import type { FakeCloud } from "../../../../tools/pulumi/stubProvider/fakeCloud.ts";
import { mirrorEc2 } from "./ec2.ts";
import { mirrorEmr } from "./emr.ts";
import { mirrorGuardrails } from "./guardrails.ts";
import { mirrorIam } from "./iam.ts";
import type { MotoPlace } from "./mirroredService.ts";
import { mirrorS3 } from "./s3.ts";

/**
 * What the stub provider of `aws` makes and takes away is made and taken away in moto too, so that the AWS SDKs of the
 * product meet the stack.
 */
export function mirrorInMoto(cloud: FakeCloud, moto: MotoPlace): { close(): void } {
  const services = [mirrorS3, mirrorEmr, mirrorIam, mirrorEc2, mirrorGuardrails].map((mirror) => mirror(moto));
  for (const { mirrors } of services)
    for (const [type, mirror] of Object.entries(mirrors)) cloud.mirrors.set(type, mirror);
  return {
    close: () => {
      for (const service of services) service.close();
    },
  };
}
