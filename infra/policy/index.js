// Pulumi hands a policy pack's .ts files to ts-node. From here on Node runs them as they are.
import "./policyPack.ts";
