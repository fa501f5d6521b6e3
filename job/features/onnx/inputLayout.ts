import { InputError } from "../../contract/errors.ts";

export type Layout = "NCHW" | "NHWC";
type Side = number | string;

export interface LayoutTold {
  /** By the job. */
  readonly asked: Layout | undefined;
  /** The channels' axis as the file denotes it. */
  readonly channelAxis: number | undefined;
}

const channelAxes = { NCHW: 1, NHWC: 3 } as const;
const layouts = ["NCHW", "NHWC"] as const;

/**
 * Where a picture input has its three channels: as asked, as denoted, or where its shape has a 3.
 * @param shape named axes are open; empty where the file gives none
 * @param given the input and its shape, for errors
 * @throws InputError when it cannot be a batch of RGB pictures, or does not say which of the two it is
 */
export function inputLayout(
  shape: readonly Side[],
  given: string,
  path: string,
  { asked, channelAxis }: LayoutTold,
): Layout {
  const possible = layouts.filter((layout) => takesThree(shape, channelAxes[layout]));
  if (possible.length === 0)
    throw new InputError(
      `${path}: ${given}, which is not that of RGB pictures`,
      "The shape must be [n, 3, side, side] or [n, side, side, 3]; open sides may have a name.",
    );
  const sure = layouts.filter((layout) => shape[channelAxes[layout]] === 3);
  const denoted = layouts.find((layout) => channelAxes[layout] === channelAxis);
  const told =
    asked ?? denoted ?? (sure.length === 1 ? sure[0] : undefined) ?? (possible.length === 1 ? possible[0] : undefined);
  if (told === undefined)
    throw new InputError(
      `${path}: ${given}, which leaves open where the three channels are`,
      "Give layout: nchw for [n, 3, side, side], nhwc for [n, side, side, 3].",
    );
  if (!possible.includes(told))
    throw new InputError(
      `layout: ${path}: ${given}, which is not ${told.toLowerCase()}`,
      `Leave layout out or give ${possible.map((layout) => layout.toLowerCase()).join(" or ")}.`,
    );
  return told;
}

function takesThree(shape: readonly Side[], axis: number): boolean {
  if (shape.length === 0) return true;
  if (shape.length !== 4) return false;
  const channels = shape[axis];
  return channels === 3 || typeof channels === "string";
}
