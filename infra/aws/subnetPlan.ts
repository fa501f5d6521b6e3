/** The private range of a stack's network: it is joined to no other. */
export const vpcCidr = "10.71.0.0/16";

/** One private subnet of 4,091 addresses in each of the region's first three zones, so that EMR can choose. */
export function subnetPlan(region: string): readonly { readonly zone: string; readonly cidr: string }[] {
  return ["a", "b", "c"].map((letter, index) => ({ zone: `${region}${letter}`, cidr: `10.71.${index * 16}.0/20` }));
}
