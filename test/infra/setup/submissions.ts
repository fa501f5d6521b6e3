import { runOrderOf } from "../../../infra/submission/submit.ts";
import { SubmissionRequest } from "../../../infra/submission/submissionRequest.ts";
import { testDigest } from "./plausibleOutputs.ts";

/** A request as the program of an EMR stack makes it. */
export const request: SubmissionRequest = SubmissionRequest.parse({
  stack: "aws-paris",
  region: "eu-west-3",
  target: { platform: "emr", clusterId: "j-1" },
  job: { variance: 0.9 },
  images: "s3://photographs/it's here/",
  ownImages: false,
  runs: "s3://bucket/runs/",
  bundleSha256: testDigest,
  wait: true,
  maxHours: 2,
});

export const order = runOrderOf(request);

/** A clock that stands still but for its sleeps, which are over at once. */
export function quickClock() {
  let now = 0;
  return {
    now: () => now,
    sleep: (milliseconds: number) => {
      now += milliseconds;
      return Promise.resolve();
    },
  };
}
