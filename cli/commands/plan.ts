import { type ArgsDef, type CommandDef, defineCommand } from "citty";
import { exitCodes, InputError } from "../../job/contract/errors.ts";
import type { Terminal } from "../terminal.ts";

const options: ArgsDef = {
  stack: { type: "string", alias: "s", valueHint: "name", description: "The stack: stacks/Pulumi.<name>.yaml" },
  compare: { type: "boolean", description: "All stacks side by side for the same job, cheapest first" },
  images: { type: "string", valueHint: "n", description: "How many images to estimate for (default: the stack's)" },
  policy: { type: "boolean", description: "Every policy rule with its verdict" },
  json: { type: "boolean", description: "Print one JSON object on stdout and nothing else" },
};

/** `verger plan`: what a stack makes, costs and keeps, without a cloud call and without the Pulumi engine. */
export function planCommand(terminal: Terminal): CommandDef {
  return defineCommand({
    args: options,
    async run({ args }) {
      const images = imageCount(args.images);
      if (args.compare === true) return compareStacks(terminal, args.stack, images, args.json === true);
      if (typeof args.stack !== "string" || args.stack === "")
        throw new InputError("Which stack?", "verger plan -s aws-paris, or all of them: verger plan --compare");

      const [{ planStack }, { planScreen }, { policyScreen }] = await Promise.all([
        import("../../infra/plan/planStack.ts"),
        import("../screen/planScreen.ts"),
        import("../screen/policyScreen.ts"),
      ]);
      const { environment, workingFolder } = terminal;
      const plan = await planStack({ stack: args.stack, images, workingFolder, environment, now: terminal.now() });
      if (args.json === true) terminal.print(JSON.stringify(plan));
      else {
        for (const line of planScreen(plan, terminal.columns)) terminal.print(line);
        if (args.policy === true) for (const line of policyScreen(plan.policy)) terminal.print(line);
      }
      const broken = plan.policy.some(
        ({ enforcement, violations }) => enforcement === "mandatory" && violations.length > 0,
      );
      return broken ? exitCodes.policy : exitCodes.ok;
    },
  });
}

async function compareStacks(
  terminal: Terminal,
  stack: unknown,
  images: number | undefined,
  json: boolean,
): Promise<number> {
  const [{ compareShelf }, { compareScreen }] = await Promise.all([
    import("../../infra/plan/compareShelf.ts"),
    import("../screen/compareScreen.ts"),
  ]);
  const offers = compareShelf(terminal.workingFolder, { images, jobOf: typeof stack === "string" ? stack : undefined });
  if (json) terminal.print(JSON.stringify(offers));
  else for (const line of compareScreen(offers)) terminal.print(line);
  return exitCodes.ok;
}

function imageCount(given: unknown): number | undefined {
  if (typeof given !== "string") return undefined;
  const count = Number(given.replaceAll(/[_,']/g, ""));
  if (Number.isInteger(count) && count > 0) return count;
  throw new InputError(`--images ${given} is not a number of images.`, "Write a whole number, such as 10000.");
}
