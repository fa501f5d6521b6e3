import type { PolicyRule } from "../policyRule.ts";
import { euRegionsOnly } from "./euRegionsOnly.ts";

/** Every rule of the pack, in the order in which verdicts are shown. */
export const policyRules: readonly PolicyRule[] = [euRegionsOnly];
