/** A cell: prose, or Python that runs where a Spark session named `spark` is there. */
interface Cell {
  readonly kind: "markdown" | "code";
  readonly text: string;
}

/** The cells that read the newest run and show its components; `runs` is the folder of the run folders. */
function cells(runs: string): readonly Cell[] {
  return [
    {
      kind: "markdown",
      text: "# Components of your photographs\nReads what the job wrote; changes nothing.",
    },
    {
      kind: "code",
      text: [
        `runs = ${JSON.stringify(runs)}`,
        'pca = spark.read.parquet(runs + "*/pca/*.parquet")',
        'pca.select("path", "label").show(5, truncate=60)',
      ].join("\n"),
    },
    {
      kind: "markdown",
      text: "How many photographs carry each label, and where each label lies on the first two components.",
    },
    {
      kind: "code",
      text: [
        "from pyspark.sql import functions as F",
        'plane = pca.select("label", F.col("pca")[0].alias("first"), F.col("pca")[1].alias("second"))',
        "(plane.groupBy('label')",
        "  .agg(F.count('*').alias('photographs'), F.avg('first').alias('first'), F.avg('second').alias('second'))",
        "  .orderBy(F.desc('photographs'))",
        "  .show(30))",
      ].join("\n"),
    },
    { kind: "markdown", text: "The photographs that lie farthest out on the first component." },
    {
      kind: "code",
      text: [
        'far = pca.select("path", "label", F.col("pca")[0].alias("first"))',
        'far.orderBy(F.desc(F.abs("first"))).show(10, truncate=80)',
      ].join("\n"),
    },
  ];
}

/** The notebook as Jupyter keeps it (nbformat 4.5), for EMR's PySpark kernel. */
export function jupyterNotebook(runs: string): string {
  return jupyterFile(cells(runs));
}

/** The same for SageMaker Studio, where a notebook asks for the cluster first. */
export function studioNotebook(runs: string, clusterId: string): string {
  return jupyterFile([
    {
      kind: "code",
      text: [
        "%load_ext sagemaker_studio_analytics_extension.magics",
        `%sm_analytics emr connect --cluster-id ${clusterId} --auth-type None --language python`,
      ].join("\n"),
    },
    ...cells(runs),
  ]);
}

function jupyterFile(cells: readonly Cell[]): string {
  const notebook = {
    nbformat: 4,
    nbformat_minor: 5,
    metadata: {
      kernelspec: { name: "pysparkkernel", display_name: "PySpark", language: "python" },
      language_info: { name: "pyspark", mimetype: "text/x-python" },
    },
    cells: cells.map(jupyterCell),
  };
  return `${JSON.stringify(notebook, null, 1)}\n`;
}

function jupyterCell({ kind, text }: Cell, index: number): Record<string, unknown> {
  const cell = { id: `cell-${index}`, cell_type: kind, metadata: {}, source: text.split(/(?<=\n)/) };
  return kind === "code" ? { ...cell, execution_count: null, outputs: [] } : cell;
}

/** The notebook as Databricks keeps it: one Python file with marked cells. */
export function databricksNotebook(runs: string): string {
  const marked = cells(runs).map(({ kind, text }) =>
    kind === "code" ? text : ["%md", ...text.split("\n")].map((line) => `# MAGIC ${line}`).join("\n"),
  );
  return `# Databricks notebook source\n${marked.join("\n\n# COMMAND ----------\n\n")}\n`;
}
