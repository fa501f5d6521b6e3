/** The folders of a stack's bucket or container. A run folder keeps the layout of a local run. */
export const storageLayout = {
  images: "images/",
  runs: "runs/",
  bundles: "bundles/",
  logs: "logs/",
  accessLogs: "access-logs/",
  /** Where JupyterHub on EMR keeps its notebooks; the name is EMR's. */
  notebooks: "jupyter/",
} as const;

/** Where the agent on an EC2 instance leaves a command's whole output. */
export const commandLogs = { underLogs: "ec2/commands/", prefix: `${storageLayout.logs}ec2/commands` } as const;

/** Key of the bundle: its digest is part of its name, so that a new bundle never replaces one in use. */
export const bundleKey = (sha256: string): string => `${storageLayout.bundles}${sha256}/verger-bundle.tar.gz`;

/** Key of a script that nodes run at boot, named by the digest of its text. */
export const scriptKey = (name: string, sha256: string): string =>
  `${storageLayout.bundles}scripts/${sha256.slice(0, 16)}/${name}`;

/** The key of an object under `bundles/`, seen from a volume on that folder. */
export const volumePath = (key: string): string => key.slice(storageLayout.bundles.length);
