import type { JobSpec } from "../../contract/jobSpec.ts";
import { type PreparedModel, prepareModel } from "../../features/prepareModel.ts";
import { weightsLocation } from "../../features/weights/weightsLocation.ts";
import { WeightsUnavailableError } from "../../features/weights/weightsUnavailable.ts";
import type { LocalJobContext } from "./localJobContext.ts";

export interface PreparedJobModel {
  readonly model: PreparedModel;
  /** Why other weights than the ones asked for are used. */
  readonly note: string | undefined;
}

/** The model of a job; where the official weights cannot be had, seeded ones if the caller allows them. */
export async function prepareJobModel(
  spec: JobSpec,
  otherwise: "fail" | "seeded",
  context: LocalJobContext,
): Promise<PreparedJobModel> {
  const prepare = (weights: string): Promise<PreparedModel> =>
    prepareModel(
      { ...spec, weights },
      {
        ...weightsLocation(context.environment),
        fetch: context.fetch,
        signal: context.signal,
        onProgress: ({ fileName, receivedBytes, totalBytes }) =>
          context.listener({ kind: "download", file: fileName, received: receivedBytes, total: totalBytes }),
      },
    );
  const prepared = await prepare(spec.weights).then(
    (model): PreparedJobModel => ({ model, note: undefined }),
    async (error: unknown): Promise<PreparedJobModel> => {
      if (otherwise === "fail" || !(error instanceof WeightsUnavailableError)) throw error;
      return {
        model: await prepare("seeded"),
        note: "the official file could not be fetched from this network; see docs/weights.md",
      };
    },
  );
  const { model, note } = prepared;
  context.listener({
    kind: "model",
    extractor: spec.extractor,
    dimension: model.dimension,
    weights: model.kind === "pixels" ? "none needed" : model.weights.label + (note === undefined ? "" : `: ${note}`),
    trained: model.kind === "pixels" || model.weights.trained,
  });
  return prepared;
}
