/**
 * EMR's security configuration: disks encrypted with the stack's key, what EMR writes to S3 encrypted, the metadata
 * service only with a session token and only from the node itself (IMDSv2, one hop).
 */
export function emrSecurityConfiguration(keyArn: string, bucketKeyArn: string | undefined) {
  return {
    EncryptionConfiguration: {
      EnableInTransitEncryption: false,
      EnableAtRestEncryption: true,
      AtRestEncryptionConfiguration: {
        S3EncryptionConfiguration:
          bucketKeyArn === undefined
            ? { EncryptionMode: "SSE-S3" }
            : { EncryptionMode: "SSE-KMS", AwsKmsKey: bucketKeyArn },
        LocalDiskEncryptionConfiguration: {
          EncryptionKeyProviderType: "AwsKms",
          AwsKmsKey: keyArn,
          EnableEbsEncryption: true,
        },
      },
    },
    InstanceMetadataServiceConfiguration: { MinimumInstanceMetadataServiceVersion: 2, HttpPutResponseHopLimit: 1 },
  };
}
