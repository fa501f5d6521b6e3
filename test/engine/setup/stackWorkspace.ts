import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { hasLanguageHost } from "../../../tools/pulumi/findPulumi.ts";
import { fillPluginFolder } from "../../../tools/pulumi/pluginFolder.ts";
import { FakeCloud } from "../../../tools/pulumi/stubProvider/fakeCloud.ts";
import { serveProvider } from "../../../tools/pulumi/stubProvider/serveProvider.ts";
import { cacheFolder } from "../../../tools/toolchains/cacheFolder.ts";
import { plausibleOutputs } from "../../infra/setup/plausibleOutputs.ts";
import { type EngineRun, type RunOptions, runEngine } from "./runEngine.ts";

const checkout = fileURLToPath(new URL("../../../", import.meta.url));
const packages = ["aws", "azure-native", "databricks", "command"];

/** The passphrase of every test's state: a marker that must never be written anywhere. */
export const passphrase = "marker-passphrase-9f2c";

/** One stack of the shelf under the real engine, with a state, a plugin folder and a fake cloud of its own. */
export interface StackWorkspace {
  readonly stack: string;
  readonly cloud: FakeCloud;
  /** Everything the engine writes for this stack is in here. */
  readonly folder: string;
  /** Folder with `Pulumi.yaml`. */
  readonly project: string;
  readonly environment: NodeJS.ProcessEnv;
  /** `pulumi …` in the project, as it is given. */
  run(args: readonly string[], options?: RunOptions): Promise<EngineRun>;
  /** `pulumi …` in the project; `--stack` is added. */
  pulumi(args: readonly string[], options?: RunOptions): Promise<EngineRun>;
  /** Rewrites the stack's settings file. */
  editSettings(edit: (text: string) => string): Promise<void>;
  close(): Promise<void>;
}

/** Copies the project's settings into a folder of its own; the program stays where it is. */
export async function openStack(pulumi: string, stack: string): Promise<StackWorkspace> {
  const folder = await mkdtemp(join(tmpdir(), "verger-engine-"));
  const project = join(folder, "project");
  await mkdir(join(folder, "state"), { recursive: true });
  await mkdir(project);
  await cp(join(checkout, "Pulumi.yaml"), join(project, "Pulumi.yaml"));
  await cp(join(checkout, "stacks"), join(project, "stacks"), { recursive: true });
  for (const name of ["infra", "config", "job", "node_modules", "package.json"])
    await symlink(join(checkout, name), join(project, name));
  await writeFile(join(folder, "bundle.tar.gz"), "a bundle\n");

  const cloud = new FakeCloud();
  cloud.commands.set("node bin/verger.js submit", () => "run s-1 submitted");
  cloud.commands.set("node bin/verger.js submit --cancel", () => "cancelled");
  const providers = await Promise.all(packages.map((name) => serveProvider(name, cloud, plausibleOutputs)));
  await fillPluginFolder(join(folder, "plugins"), { providers, languageHost: !(await hasLanguageHost(pulumi)) });

  const environment: NodeJS.ProcessEnv = {
    PATH: [join(folder, "plugins"), dirname(process.execPath), dirname(pulumi), process.env["PATH"]].join(delimiter),
    HOME: folder,
    TMPDIR: process.env["TMPDIR"],
    PULUMI_HOME: join(folder, "home"),
    PULUMI_BACKEND_URL: `file://${join(folder, "state")}`,
    PULUMI_CONFIG_PASSPHRASE: passphrase,
    PULUMI_SKIP_UPDATE_CHECK: "true",
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
    PULUMI_OPTION_NON_INTERACTIVE: "1",
    NO_COLOR: "1",
    NODE_COMPILE_CACHE: join(cacheFolder(), "engine-compile-cache"),
    VERGER_BUNDLE: join(folder, "bundle.tar.gz"),
    DATABRICKS_ACCOUNT_ID: "11111111-2222-3333-4444-555555555555",
    AWS_ACCESS_KEY_ID: "marker-access-key-id",
    AWS_SECRET_ACCESS_KEY: "marker-secret-access-key",
  };
  const engine = (args: readonly string[], options?: RunOptions): Promise<EngineRun> =>
    runEngine(pulumi, args, { ...options, cwd: project, environment });
  const made = await engine(["stack", "init", stack]);
  if (made.code !== 0) throw new Error(`pulumi stack init failed:\n${made.output}`);

  const settings = join(project, "stacks", `Pulumi.${stack}.yaml`);
  return {
    stack,
    cloud,
    folder,
    project,
    environment,
    run: engine,
    pulumi: (args, options) => engine([...args, "--stack", stack], options),
    editSettings: async (edit) => writeFile(settings, edit(await readFile(settings, "utf8"))),
    close: async () => {
      for (const provider of providers) provider.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
