import type { Settings } from "../config/settings.ts";
import type { Terminal } from "./terminal.ts";

/** Where the results are that outlive their stack, and on Azure who may read them there. */
export function sayKept(terminal: Terminal, settings: Settings, address: string): void {
  terminal.note(`What the job wrote is kept: verger fetch --from ${address}`);
  if (settings.cloud !== "azure" || settings.compute.workspace.kind === "existing") return;
  const { allowedAddresses } = settings;
  terminal.note(
    allowedAddresses.length > 0
      ? `  whoever made the stack may read it, from ${allowedAddresses.join(", ")}`
      : "  its firewall lets no address in (verger:allowedAddresses); fetch says how to let yours in",
  );
}
