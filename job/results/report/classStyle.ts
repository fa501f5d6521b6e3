import { classColours } from "./theme.ts";

/** Markers of about the same area, as SVG paths around the origin at size 1. */
const shapes = [
  "M-.9 0a.9 .9 0 1 0 1.8 0a.9 .9 0 1 0-1.8 0Z",
  "M-.8-.8H.8V.8H-.8Z",
  "M0-1.1L1.05.75H-1.05Z",
  "M0-1.2L1.2 0L0 1.2L-1.2 0Z",
  "M-.38-1.1H.38V-.38H1.1V.38H.38V1.1H-.38V.38H-1.1V-.38H-.38Z",
  "M0 1.1L1.05-.75H-1.05Z",
  "M-1.05-.52L-.52-1.05L0-.53L.52-1.05L1.05-.52L.53 0L1.05.52L.52 1.05L0 .53L-.52 1.05L-1.05 .52L-.53 0Z",
  "M-1.15-.45H1.15V.45H-1.15Z",
] as const;

export interface ClassStyle {
  /** A CSS colour. */
  readonly colour: string;
  /** An SVG path around the origin, to be scaled by the marker's radius. */
  readonly shape: string;
}

/** Classes that can be told apart by colour and shape together; later ones share one style. */
export const distinctClasses = classColours * shapes.length;

/** Colour and marker of the class with this rank: neighbours differ in both, so neither alone has to be seen. */
export function classStyle(rank: number): ClassStyle {
  if (rank >= distinctClasses) return { colour: "var(--other)", shape: shapes[0] };
  const colour = rank % classColours;
  const shape = (colour + Math.floor(rank / classColours)) % shapes.length;
  return { colour: `var(--c${colour})`, shape: shapes[shape] ?? shapes[0] };
}
