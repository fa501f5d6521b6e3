import { spawn } from "node:child_process";
import { once } from "node:events";
import language from "@pulumi/pulumi/proto/language_pb.js";
import { children } from "./children.ts";
import { environmentFor, nodeArguments, sdkFile } from "./programOptions.ts";

/** Exit status by which Pulumi's runner says that the program's error was already shown. */
const alreadyShown = 32;

/** Runs a Pulumi program to its end: the SDK's own runner, in a process of its own. */
export async function runProgram(request: language.RunRequest, engine: string): Promise<language.RunResponse> {
  const info = request.getInfo();
  const folder = info?.getProgramDirectory() ?? request.getPwd();
  const configuration = Object.fromEntries(request.getConfigMap().toArray());
  const child = spawn(
    process.execPath,
    [
      ...nodeArguments(info),
      sdkFile(folder, "@pulumi/pulumi/cmd/run"),
      `--monitor=${request.getMonitorAddress()}`,
      `--engine=${engine}`,
      `--organization=${request.getOrganization()}`,
      `--project=${request.getProject()}`,
      `--root-directory=${info?.getRootDirectory() ?? ""}`,
      `--stack=${request.getStack()}`,
      `--pwd=${request.getPwd()}`,
      `--parallel=${request.getParallel()}`,
      ...(request.getDryrun() ? ["--dry-run"] : []),
      info?.getEntryPoint() ?? request.getProgram(),
      ...request.getArgsList(),
    ],
    {
      cwd: request.getPwd(),
      stdio: ["ignore", "inherit", "inherit"],
      env: {
        ...environmentFor(info),
        PULUMI_CONFIG: JSON.stringify(configuration),
        PULUMI_CONFIG_SECRET_KEYS: JSON.stringify(request.getConfigsecretkeysList()),
      },
    },
  );
  children.add(child);
  const [code, signal] = (await once(child, "exit")) as [number | null, NodeJS.Signals | null];
  const response = new language.RunResponse();
  if (code === alreadyShown) return response.setBail(true);
  if (code === 0) return response;
  return response.setError(
    signal === null ? `Program exited with non-zero exit code: ${code}` : `The program was ended by ${signal}`,
  );
}
