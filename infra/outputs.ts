import type { Output } from "@pulumi/pulumi";

/** What a stack tells when it stands. Everything but `operator` is safe to print. */
export interface Outputs {
  readonly cloud: "aws" | "azure";
  readonly region: string;
  readonly platform: "emr" | "ec2" | "databricks";
  /** The stack's own storage: `s3://bucket` or `abfss://container@account…`. */
  readonly storage: Output<string>;
  /** Where runs are written: `s3://…/runs/`, `/Volumes/…/runs/`. */
  readonly runs: Output<string>;
  /** Where photographs are read from. */
  readonly images: Output<string>;
  readonly bundle: Output<string>;
  /** What the job runs on: an EMR cluster id, the primary fleet's id, a Databricks job id. */
  readonly computeId: Output<string>;
  readonly consoleUrl: Output<string>;
  /** Where Spark's own pages are; nothing where no Spark runs. */
  readonly sparkUi?: Output<string> | undefined;
  /** Where SageMaker Studio opens, for a stack that has one. */
  readonly studio?: Output<string> | undefined;
  /** What the nodes it starts with cost, as `1.46 USD/h`; what has no known price is named. */
  readonly pricePerHour: string;
  /** UTC moment at which the cloud ends everything, or the rule that does. */
  readonly endsAt: Output<string>;
  readonly operator?: OperatorOutputs | undefined;
  readonly submission?: Output<string> | undefined;
  /** What to type to take everything away. */
  readonly destroy: string;
}

export interface OperatorOutputs {
  readonly name: string;
  readonly accessKeyId?: Output<string> | undefined;
  /** A secret: Pulumi stores it encrypted and never prints it. */
  readonly secretAccessKey?: Output<string> | undefined;
}
