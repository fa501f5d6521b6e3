import { expect, test } from "vitest";
import { JobSpec } from "../../../../job/contract/jobSpec.ts";
import { signedText } from "../../../../job/results/report/numberText.ts";
import { sameAgain } from "../../../../job/results/report/sameAgain.ts";

const images = { folder: "my photos/it's", count: 3, bytes: 1, listing: "0" };

test("a reader can make the run again with the command on the page, whatever the folder is called", () => {
  const spec = JobSpec.parse({ weights: "seeded:7", components: 2, csv: true, maxRejects: 0.2 });
  expect(sameAgain({ spec, images, engine: { name: "local" } })).toEqual([
    "verger job",
    String.raw`--images 'my photos/it'\''s'`,
    "--weights seeded:7",
    "--components 2",
    "--max-rejects 0.2",
    "--csv",
  ]);
});

test("where seeded weights stood in for the official ones, the command asks for those", () => {
  const weights = { label: "seeded:0 (not trained)", trained: false };
  const command = sameAgain({ spec: JobSpec.parse({}), images, engine: { name: "local" }, weights });
  expect(command).toContain("--weights seeded:0");
});

test("a run of a cluster, or of another version, claims no command", () => {
  expect(sameAgain({ spec: JobSpec.parse({}), images, engine: { name: "spark" } })).toBeUndefined();
  expect(sameAgain({ spec: { colour: "blue" }, images, engine: { name: "local" } })).toBeUndefined();
});

test("no figure of the page is a negative zero, and minus is a minus", () => {
  expect([-0.004, 0.004, -0.531, 1].map(signedText)).toEqual(["0.00", "0.00", "−0.53", "1.00"]);
});
