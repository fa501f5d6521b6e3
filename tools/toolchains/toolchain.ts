/** A toolchain some suites need, made ready or found missing. */
export type Toolchain =
  | { readonly ready: true; readonly path: string }
  | { readonly ready: false; readonly why: string };

export const toolchainNames = [
  "python",
  "java",
  "spark35",
  "spark41",
  "chromium",
  "shellcheck",
  "photographs",
  "packaging",
  "pulumi",
  "moto",
  "openssl",
  "azurite",
  "s3a",
  "wasb",
  "mypy",
] as const;
export type ToolchainName = (typeof toolchainNames)[number];

export type Toolchains = Readonly<Record<ToolchainName, Toolchain>>;

export const ready = (path: string): Toolchain => ({ ready: true, path });
export const missing = (why: string): Toolchain => ({ ready: false, why });
