import { basename } from "node:path";
import { InputError } from "../../contract/errors.ts";
import { JobSpec, modelFields } from "../../contract/jobSpec.ts";

/** What of a spec a bundle's model was prepared from. */
export const ModelChoice = JobSpec.transform(modelChoice);
export type ModelChoice = Pick<JobSpec, (typeof modelFields)[number]>;

/** The fields of a spec that decide the model. */
export function modelChoice({
  extractor,
  weights,
  size,
  pooling,
  grey,
  preprocess,
  mean,
  deviation,
  layout,
  output,
  halfWeights,
}: JobSpec): ModelChoice {
  return { extractor, weights, size, pooling, grey, preprocess, mean, deviation, layout, output, halfWeights };
}

/** @throws InputError when a job asks for another model than the one a bundle carries, which would compute it all the same */
export function refuseOtherModel(job: ModelChoice, bundle: ModelChoice): void {
  const others = modelFields.filter((field) => shown(field, job) !== shown(field, bundle));
  if (others.length === 0) return;
  const differences = others.map(
    (field) => `${field} is ${shown(field, job)} for the job, ${shown(field, bundle)} in the bundle`,
  );
  const options = modelFields.filter((field) => job[field] !== undefined && job[field] !== false);
  throw new InputError(
    `the bundle carries another model than the job asks for: ${differences.join("; ")}`,
    `Build it again: npx verger bundle build ${options.map((field) => optionText(field, job)).join(" ")}`,
  );
}

function optionText(field: (typeof modelFields)[number], job: ModelChoice): string {
  const option = `--${field.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
  return job[field] === true ? option : `${option} ${String(job[field])}`;
}

/** Files are known by their names: their folders are those of the machine that built the bundle. */
function shown(field: (typeof modelFields)[number], choice: ModelChoice): string {
  if (field !== "weights") return String(choice[field] ?? "not given");
  const { weights } = choice;
  return weights === "seeded" ? "seeded:0" : basename(weights);
}
