import type { PolicyRule } from "../policyRule.ts";
import { bucketsPrivate } from "./bucketsPrivate.ts";
import { budgetIsWatched } from "./budgetIsWatched.ts";
import { dedicatedClusters } from "./dedicatedClusters.ts";
import { defaultGroupClosed } from "./defaultGroupClosed.ts";
import { durationIsLimited } from "./durationIsLimited.ts";
import { encryptedAtRest } from "./encryptedAtRest.ts";
import { encryptedInTransit } from "./encryptedInTransit.ts";
import { euRegionsOnly } from "./euRegionsOnly.ts";
import { idleStops } from "./idleStops.ts";
import { imdsv2Only } from "./imdsv2Only.ts";
import { keysRotate } from "./keysRotate.ts";
import { logsExpire } from "./logsExpire.ts";
import { noPublicAddresses } from "./noPublicAddresses.ts";
import { noStaticKeys } from "./noStaticKeys.ts";
import { noWayIn } from "./noWayIn.ts";
import { noWildcardActions } from "./noWildcardActions.ts";
import { passRoleNarrow } from "./passRoleNarrow.ts";
import { permissionBoundaries } from "./permissionBoundaries.ts";
import { primaryOnDemand } from "./primaryOnDemand.ts";
import { recoverable } from "./recoverable.ts";
import { rightsThroughGroups } from "./rightsThroughGroups.ts";
import { storageNetworkClosed } from "./storageNetworkClosed.ts";
import { studioContained } from "./studioContained.ts";
import { storageTakesNoKey } from "./storageTakesNoKey.ts";
import { tagsPresent } from "./tagsPresent.ts";
import { trafficIsLogged } from "./trafficIsLogged.ts";

/** Every rule of the pack, in the order in which verdicts are shown. */
export const policyRules: readonly PolicyRule[] = [
  euRegionsOnly,
  bucketsPrivate,
  noWayIn,
  noPublicAddresses,
  defaultGroupClosed,
  encryptedAtRest,
  encryptedInTransit,
  keysRotate,
  storageTakesNoKey,
  recoverable,
  logsExpire,
  imdsv2Only,
  noWildcardActions,
  passRoleNarrow,
  permissionBoundaries,
  rightsThroughGroups,
  durationIsLimited,
  idleStops,
  primaryOnDemand,
  dedicatedClusters,
  studioContained,
  tagsPresent,
  noStaticKeys,
  storageNetworkClosed,
  trafficIsLogged,
  budgetIsWatched,
];
