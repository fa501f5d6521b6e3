import { exitCodes, VergerError } from "../../contract/errors.ts";
import { basename, dirname } from "node:path";

/** The person stopped the job; what was finished is kept. */
export class InterruptedJobError extends VergerError {
  override readonly name = "InterruptedJobError";

  constructor(runFolder: string, shardsDone: number, shards: number) {
    super(
      exitCodes.interrupted,
      `Stopped. ${shardsDone} of ${shards} shards are done and kept in ${runFolder}.`,
      `Go on: verger job --resume ${basename(runFolder)} --out ${dirname(runFolder)}`,
    );
  }
}
