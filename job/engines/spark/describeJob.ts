import { InputError } from "../../contract/errors.ts";
import { JobSpec } from "../../contract/jobSpec.ts";
import { litterFolders, pictureName } from "../../images/picturePath.ts";

/** What the driver has to know of a job; it decides nothing of this itself. */
export interface JobDescription {
  readonly spec: JobSpec;
  /** Regular expressions (Java's and Python's): paths of pictures, and those of hidden files and system litter. */
  readonly pictures: string;
  readonly litter: string;
}

/** @throws InputError that lists what the schema refuses. */
export function describeJob(spec: unknown): JobDescription {
  const parsed = JobSpec.safeParse(spec);
  if (!parsed.success) {
    const problems = parsed.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`);
    throw new InputError(problems.join("\n  "), "Mend the job's spec; its fields are those of verger job --help.");
  }
  const litter = [...litterFolders].map((name) => name.replaceAll(/[$#.+]/g, String.raw`\$&`));
  return {
    spec: parsed.data,
    pictures: `(?i)${pictureName.source}`,
    litter: String.raw`(^|/)(\.|(${litter.join("|")})/)`,
  };
}
