/** The rooms and their arrows: config ← job ← infra ← cli (see AGENTS.md). */
const onlyFrom = (name, room, allowed, comment) => ({
  name,
  comment,
  severity: "error",
  from: { path: `^${room}/` },
  to: { path: "^(config|job|infra|cli|samples|bench|tools|test)/", pathNot: `^(${[room, ...allowed].join("|")})/` },
});

module.exports = {
  forbidden: [
    { name: "no-cycles", severity: "error", from: {}, to: { circular: true } },
    {
      severity: "error",
      from: {
        orphan: true,
        path: "^(config|job|infra|cli)/",
        pathNot: "(\\.d\\.ts|index\\.ts|[Ww]orker\\.ts|/assembly/.+\\.ts)$",
      },
      to: {},
    },
    onlyFrom("config-imports-nothing", "config", [], "config/ is pure: no SDK, nothing of ours"),
    onlyFrom("job-knows-no-cloud", "job", ["config"], "job/ knows nothing of Pulumi or of a control plane"),
    onlyFrom(
      "infra-stands-on-job",
      "infra",
      ["config", "job"],
      "infra/ may use the job's contract, not the command line",
    ),
    onlyFrom(
      "cli-on-top",
      "cli",
      ["config", "job", "infra", "samples"],
      "the command line may use every room of the product, never tests or tools",
    ),
    onlyFrom("samples-stand-alone", "samples", ["job"], "samples/ draws pictures, nothing more"),
    {
      name: "pca-is-pure",
      comment: "job/pca is numerics: no file, no process, no network",
      severity: "error",
      from: { path: "^job/pca/" },
      to: { path: "^(node:)?(fs|fs/promises|child_process|net|http|https|worker_threads)$" },
    },
    {
      name: "config-has-no-sdk",
      severity: "error",
      from: { path: "^config/" },
      to: { path: "node_modules/(@pulumi|@aws-sdk|sharp|onnxruntime-node)" },
    },
    {
      name: "providers-by-sub-module",
      comment: "a provider's root loads every service it has: seconds and hundreds of MB",
      severity: "error",
      from: { path: "^(infra|cli|tools|test|bench)/" },
      to: { path: "node_modules/@pulumi/(aws|azure-native|databricks|command)/index\\.(js|d\\.ts)$" },
    },
    { name: "job-has-no-pulumi", severity: "error", from: { path: "^job/" }, to: { path: "node_modules/@pulumi" } },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    tsConfig: { fileName: "tsconfig.json" },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { exportsFields: ["exports"], conditionNames: ["node", "import", "default", "types"] },
  },
};
