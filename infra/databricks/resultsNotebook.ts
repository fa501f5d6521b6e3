import { Notebook } from "@pulumi/databricks/notebook.js";
import { ComponentResource, type ComponentResourceOptions, type Output } from "@pulumi/pulumi";
import { stackName } from "../names.ts";
import { databricksNotebook } from "../notebooks/resultsNotebook.ts";

/** A ready notebook on the results, in the workspace. It needs a cluster of the reader's own, and goes with the stack. */
export class ResultsNotebook extends ComponentResource {
  readonly path: Output<string>;

  constructor(
    name: string,
    { stack, runs }: { readonly stack: string; readonly runs: Output<string> },
    options?: ComponentResourceOptions,
  ) {
    super("verger:databricks:ResultsNotebook", name, {}, options);
    const notebook = new Notebook(
      name,
      {
        path: `/Shared/${stackName(stack)}`,
        language: "PYTHON",
        contentBase64: runs.apply((folder) => Buffer.from(databricksNotebook(folder)).toString("base64")),
      },
      { parent: this },
    );
    this.path = notebook.path;
    this.registerOutputs({ path: this.path });
  }
}
