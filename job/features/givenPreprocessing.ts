import { InputError } from "../contract/errors.ts";
import type { JobSpec } from "../contract/jobSpec.ts";
import { type Preprocessing, preprocessings } from "./preprocessing.ts";

/** What a job says of normalisation: a mode, or means and deviations; undefined where it says nothing. */
export function givenPreprocessing({
  preprocess,
  mean,
  deviation,
}: Pick<JobSpec, "preprocess" | "mean" | "deviation">): Preprocessing | undefined {
  if (mean === undefined && deviation === undefined) return preprocess && preprocessings[preprocess];
  if (preprocess !== undefined)
    throw new InputError("preprocess: mean and deviation say how to normalise already", "Give the one or the others.");
  if (mean === undefined || deviation === undefined)
    throw new InputError(
      `${mean === undefined ? "mean" : "deviation"}: missing`,
      "Give both: --mean 0.485,0.456,0.406 --deviation 0.229,0.224,0.225.",
    );
  return {
    channelOrder: [0, 1, 2],
    mean: inPixels("mean", mean, 0),
    deviation: inPixels("deviation", deviation, 1e-6),
  };
}

/** Three numbers on a scale of 0 to 1, as torchvision and timm give them, in 0-255 units. */
function inPixels(name: string, given: string, least: number): [number, number, number] {
  const [red = 0, green = 0, blue = 0] = given.split(",").map(Number);
  const values = [red, green, blue] as const;
  if (values.some((value) => !(value >= least && value <= 1)))
    throw new InputError(
      `${name}: ${given} is not on a scale of 0 to 1`,
      `Divide by 255 what is given for pixels of 0-255${least > 0 ? "; a deviation is above 0" : ""}.`,
    );
  return [red * 255, green * 255, blue * 255];
}
