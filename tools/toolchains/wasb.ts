import { mavenJars } from "./mavenJars.ts";
import type { Toolchain } from "./toolchain.ts";

/**
 * Hadoop's file system for Azure's Blob storage (2 MB): what Spark 3.5's Hadoop 3.3.4 needs to speak with Azurite. Azurite
 * has no Data Lake endpoint, which `abfss://` speaks. All jars are Apache-2.0 or MIT.
 * @returns the folder of its jars
 */
export const wasb = (): Promise<Toolchain> =>
  mavenJars("wasb-3.3.4", {
    "org/apache/hadoop/hadoop-azure/3.3.4/hadoop-azure-3.3.4.jar":
      "37adcc23d4db068834acf2b21b6931b609a43cf0a9b4926c440f472af7abad01",
    "com/microsoft/azure/azure-storage/7.0.1/azure-storage-7.0.1.jar":
      "32249cf9b550e247e257c0a508f93526d35e072509aa637fd33b3d54e267b1e2",
    "com/microsoft/azure/azure-keyvault-core/1.0.0/azure-keyvault-core-1.0.0.jar":
      "d8c6ca5bc1c50fd2c74d81b8731b67aa72fa5c9e086623439ba4e950138937a0",
    "org/eclipse/jetty/jetty-util/9.4.43.v20210629/jetty-util-9.4.43.v20210629.jar":
      "62786c3f838354a35fa7b66c8e9e7be968185ade18ed6b81c17f0e2e1ea225a0",
    "org/eclipse/jetty/jetty-util-ajax/9.4.43.v20210629/jetty-util-ajax-9.4.43.v20210629.jar":
      "40db3ae087aeea91aa85d2b3d8fdbf40174d44d4c1cef25d2890e096b51d24f8",
    "org/wildfly/openssl/wildfly-openssl/1.0.7.Final/wildfly-openssl-1.0.7.Final.jar":
      "9f7058778978ec2ad90c7224401a4b0013d93e0dd3fa0f72b25244ffa3507ca8",
  });
