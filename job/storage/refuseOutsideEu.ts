import type { Cloud } from "../../config/regions.ts";
import { whyRefused } from "../../config/whyRefused.ts";
import { exitCodes, VergerError } from "../contract/errors.ts";

/** @throws VergerError (policy) where the data at `place` would rest outside the EU */
export function refuseOutsideEu(place: string, cloud: Cloud, region: string, allowEea = false): void {
  const reason = whyRefused(cloud, region, allowEea);
  if (reason === undefined) return;
  throw new VergerError(
    exitCodes.policy,
    `${place} is in ${region}, which ${reason}`,
    "photographs and what is computed from them stay in the EU: give a place in an EU region (docs/configuration.md lists them)",
  );
}
