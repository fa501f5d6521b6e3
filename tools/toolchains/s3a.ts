import { mavenJars } from "./mavenJars.ts";
import type { Toolchain } from "./toolchain.ts";

/**
 * Hadoop's S3A file system (280 MB): what Spark 3.5's Hadoop 3.3.4 needs to reach S3. Both jars are Apache-2.0.
 * @returns the folder of its jars
 */
export const s3a = (): Promise<Toolchain> =>
  mavenJars("s3a-3.3.4", {
    "org/apache/hadoop/hadoop-aws/3.3.4/hadoop-aws-3.3.4.jar":
      "53f9ae03c681a30a50aa17524bd9790ab596b28481858e54efd989a826ed3a4a",
    "com/amazonaws/aws-java-sdk-bundle/1.12.262/aws-java-sdk-bundle-1.12.262.jar":
      "873fe7cf495126619997bec21c44de5d992544aea7e632fdc77adb1a0915bae5",
  });
