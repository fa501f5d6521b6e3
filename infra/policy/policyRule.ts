/** A resource as a preview or the offline plan knows it. A property that is not known yet is undefined. */
export interface PlannedResource {
  /** Pulumi type token, for example `aws:s3/bucket:Bucket`. */
  readonly type: string;
  /** The resource's name in the program. */
  readonly name: string;
  /** The type token of the component it belongs to, for example `verger:aws:Storage`. */
  readonly component: string;
  /** Inputs, as the provider would receive them. */
  readonly properties: Readonly<Record<string, unknown>>;
}

/** One resource that breaks a rule, and what to change. */
export interface Violation {
  readonly resource: PlannedResource;
  readonly message: string;
}

/** A mandatory rule stops `pulumi up`; an advisory one is only said. */
export type Enforcement = "mandatory" | "advisory";

/** A rule over a whole stack, pure, so that the policy pack and the offline plan give the same verdict. */
export interface PolicyRule {
  readonly id: string;
  readonly title: string;
  /** The published controls it answers: AWS FSBP, CIS, Checkov (CKV_…) or Trivy ids. */
  readonly controls: readonly string[];
  readonly enforcement: Enforcement;
  readonly check: (resources: readonly PlannedResource[]) => Violation[];
}
