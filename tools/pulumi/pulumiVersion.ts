/** The Pulumi command line the tests are written against. A newer one on PATH is used as it is. */
export const pulumiVersion = "3.256.0";
