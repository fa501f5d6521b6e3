import { basename } from "node:path";
import { extractorDefinitions } from "../extractors.ts";
import type { Network } from "../networks/layer.ts";
import type { WeightsIdentity } from "../preparedModel.ts";
import { fileDigests } from "./fileDigests.ts";
import { openH5Weights } from "./h5Weights.ts";
import { unpackKerasArchive } from "./kerasArchive.ts";
import type { OfficialFile } from "./officialFile.ts";
import { officialWeights, type OfficialWeightsContext } from "./officialWeights.ts";
import { requireFile } from "./requireFile.ts";
import { seededWeights } from "./seededWeights.ts";
import type { WeightSource } from "./weightSource.ts";

export interface ResolvedWeights extends Disposable {
  readonly source: WeightSource;
  /** Without a digest where no file stands behind them. */
  readonly identity: Omit<WeightsIdentity, "sha256"> & Partial<Pick<WeightsIdentity, "sha256">>;
}

/** Opens the weights a job asks for (`JobSpec.weights`), checked against the network. */
export async function resolveWeights(
  weights: string,
  network: Network,
  officialFile: OfficialFile,
  context: OfficialWeightsContext,
): Promise<ResolvedWeights> {
  const seeded = /^seeded(?::(\d+))?$/i.exec(weights);
  if (seeded) return seededBy(Number(seeded[1] ?? 0), network);
  if (/^imagenet$/i.test(weights)) {
    const { path, digests, fetched } = await officialWeights(officialFile, context);
    const label = `imagenet (official, ${fetched ? "fetched" : "cached"})`;
    return fromFile(path, network, { kind: "imagenet", label, trained: true, sha256: digests.sha256 });
  }
  await requireFile(weights);
  const { sha256 } = await fileDigests(weights);
  return fromFile(weights, network, { kind: "file", label: basename(weights), trained: true, sha256 });
}

function seededBy(seed: number, network: Network): ResolvedWeights {
  return {
    source: seededWeights(seed, network),
    identity: { kind: "seeded", label: `seeded:${seed} (not trained)`, trained: false },
    [Symbol.dispose]: () => {},
  };
}

/** Opens a weights file; one saved as `.keras` is unpacked first. */
async function fromFile(path: string, network: Network, identity: WeightsIdentity): Promise<ResolvedWeights> {
  using resources = new DisposableStack();
  const h5Path = path.toLowerCase().endsWith(".keras") ? resources.use(unpackKerasArchive(path)).h5Path : path;
  const source = resources.use(await openH5Weights(h5Path, network, { shownAs: path, others: otherNetworks(network) }));
  const opened = resources.move();
  return { source, identity, [Symbol.dispose]: () => opened.dispose() };
}

/** Networks that a wrong file may be of. */
function otherNetworks(network: Network): Network[] {
  const all = Object.values(extractorDefinitions).flatMap((definition) =>
    definition.kind === "network" ? [definition.describe(definition.defaultSize, "avg")] : [],
  );
  return all.filter(({ name }) => name !== network.name);
}
