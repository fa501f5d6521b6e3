import type { Mirror } from "../../../../tools/pulumi/stubProvider/fakeCloud.ts";

/** The resource types of one AWS service, made in moto too. */
export interface MirroredService {
  readonly mirrors: Readonly<Record<string, Mirror>>;
  close(): void;
}

/** Where moto answers, and for which region. */
export interface MotoPlace {
  readonly region: string;
  readonly endpoint: string;
}
