import { spawn } from "node:child_process";

const openers: Partial<Record<NodeJS.Platform, readonly [command: string, ...args: string[]]>> = {
  darwin: ["open"],
  win32: ["cmd", "/c", "start", ""],
};

/** Opens a file with what the system opens it with, and does not wait. Where there is nothing, nothing happens. */
export function openInBrowser(file: string): void {
  const [command, ...args] = openers[process.platform] ?? ["xdg-open"];
  const opener = spawn(command, [...args, file], { detached: true, stdio: "ignore" });
  // The path is on the screen: whoever has no opener opens it by hand.
  opener.on("error", () => undefined);
  opener.unref();
}
