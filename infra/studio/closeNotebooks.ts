import {
  DeleteAppCommand,
  type DeleteAppCommandInput,
  DeleteSpaceCommand,
  paginateListApps,
  paginateListSpaces,
  ResourceNotFound,
  type SageMakerClient,
} from "@aws-sdk/client-sagemaker";
import { exitCodes, VergerError } from "../../job/contract/errors.ts";

export interface Closing {
  readonly sagemaker: SageMakerClient;
  readonly domainId: string;
  readonly sleep: (milliseconds: number) => Promise<void>;
  readonly say: (line: string) => void;
}

const pollMs = 10_000;
/** SageMaker takes some minutes to end a notebook. */
const polls = 90;

/**
 * Ends the notebooks of a domain and deletes its spaces with their disks: a domain with any of them cannot be deleted.
 * @throws VergerError (leftoversRemain) where one is still there after 15 minutes
 */
export async function closeNotebooks(closing: Closing): Promise<void> {
  await untilNone(closing, "notebook", openApps, async ({ sagemaker }, app) => {
    await sagemaker.send(new DeleteAppCommand(app));
  });
  await untilNone(closing, "space", spaces, async ({ sagemaker, domainId }, SpaceName) => {
    await sagemaker.send(new DeleteSpaceCommand({ DomainId: domainId, SpaceName }));
  });
}

async function untilNone<Thing>(
  closing: Closing,
  what: string,
  list: (closing: Closing) => Promise<readonly { readonly thing: Thing; readonly deleting: boolean }[]>,
  remove: (closing: Closing, thing: Thing) => Promise<void>,
): Promise<void> {
  for (let poll = 0; poll < polls; poll++) {
    const found = await list(closing);
    if (found.length === 0) return;
    for (const { thing } of found.filter(({ deleting }) => !deleting))
      await remove(closing, thing).catch((error: unknown) => {
        if (!(error instanceof ResourceNotFound)) throw error;
      });
    if (poll === 0)
      closing.say(`${found.length} ${what}${found.length === 1 ? "" : "s"} of ${closing.domainId} to close`);
    await closing.sleep(pollMs);
  }
  throw new VergerError(
    exitCodes.leftoversRemain,
    `a ${what} of Studio domain ${closing.domainId} is still there after ${(polls * pollMs) / 60_000} minutes`,
    "delete it in SageMaker's console, then destroy the stack again",
  );
}

async function openApps({ sagemaker, domainId }: Closing) {
  const found: { thing: DeleteAppCommandInput; deleting: boolean }[] = [];
  for await (const { Apps = [] } of paginateListApps({ client: sagemaker }, { DomainIdEquals: domainId }))
    for (const { AppName = "", AppType, SpaceName, UserProfileName, Status } of Apps) {
      if (Status === "Deleted" || Status === "Failed") continue;
      const owner = SpaceName === undefined ? { UserProfileName } : { SpaceName };
      found.push({ thing: { DomainId: domainId, AppType, AppName, ...owner }, deleting: Status === "Deleting" });
    }
  return found;
}

async function spaces({ sagemaker, domainId }: Closing) {
  const found: { thing: string; deleting: boolean }[] = [];
  for await (const { Spaces = [] } of paginateListSpaces({ client: sagemaker }, { DomainIdEquals: domainId }))
    for (const { SpaceName = "", Status } of Spaces) found.push({ thing: SpaceName, deleting: Status === "Deleting" });
  return found;
}
