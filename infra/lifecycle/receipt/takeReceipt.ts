import { exitCodes, VergerError } from "../../../job/contract/errors.ts";
import { saidByAws } from "../../aws/askingAws.ts";
import { sha256 } from "../../sha256.ts";
import type { Question, Remain } from "./question.ts";
import type { Receipt } from "./receiptSchema.ts";

/** What was taken away before the questions were asked. */
export type Teardown = Partial<Pick<Receipt, "takenAway" | "cost">>;

export interface ReceiptSubject extends Teardown, Partial<Pick<Receipt, "runId" | "notAsked">> {
  readonly stack: string;
  readonly cloud: "aws" | "azure";
  readonly region: string;
}

/**
 * Asks every question, a few at a time, and writes down all answers. A service that refuses to answer is part of the
 * receipt, never taken for one that has nothing.
 * @param shown what of a cloud's words may be written down
 */
export async function takeReceipt(
  subject: ReceiptSubject,
  questions: readonly Question[],
  now: () => Date,
  shown: (text: string) => string = (text) => text,
): Promise<Receipt> {
  const answers: Answer[] = [];
  const waiting = questions.entries();
  const asker = async (): Promise<void> => {
    for (const [at, question] of waiting) answers[at] = await answer(question, shown);
  };
  await Promise.all(Array.from({ length: 4 }, asker));

  const { stack, runId, cloud, region, takenAway, cost, notAsked } = subject;
  const body = {
    schema: "verger-receipt/1" as const,
    stack,
    ...(runId !== undefined && { runId }),
    cloud,
    region,
    ...(takenAway !== undefined && { takenAway }),
    ...(cost !== undefined && { cost }),
    askedAt: now().toISOString(),
    asked: answers.map(({ question: { service, region, call }, found, refused, mayPass }) => ({
      service,
      region,
      call,
      found: found.length,
      ...(refused !== undefined && { refused }),
      ...(mayPass && { mayPass }),
    })),
    ...(notAsked !== undefined && notAsked.length > 0 && { notAsked }),
    remains: withoutRepetition(answers),
  };
  return { ...body, digest: receiptDigest(body) };
}

/** The digest of a receipt, whatever digest it carries. */
export function receiptDigest(receipt: Omit<Receipt, "digest"> & { readonly digest?: string }): string {
  const { digest: _, ...body } = receipt;
  return sha256(JSON.stringify(body));
}

interface Answer {
  readonly question: Question;
  readonly found: readonly Remain[];
  readonly refused?: string;
  readonly mayPass?: true;
}

async function answer(question: Question, shown: (text: string) => string): Promise<Answer> {
  try {
    return { question, found: await question.ask() };
  } catch (error) {
    return { question, found: [], refused: shown(reasonOf(error)), ...(passes(error) && { mayPass: true }) };
  }
}

/** Whether nobody was refused: the service was throttling, broken or silent. */
function passes(error: unknown): boolean {
  const said = saidByAws(error);
  return said instanceof VergerError && said.exitCode === exitCodes.resource;
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const sentence = error.message.split("\n")[0] ?? "";
  // Ours says all in its sentence; the name of an SDK's error is the better half of it.
  return error instanceof VergerError ? sentence : `${error.name}: ${sentence}`;
}

/** A thing found by its tag and by its id is one thing. */
function withoutRepetition(answers: readonly Answer[]): Receipt["remains"] {
  const seen = new Set<string>();
  return answers.flatMap(({ question: { service, region }, found }) =>
    found
      .filter(({ kind, id }) => !seen.has(`${kind} ${id}`) && seen.add(`${kind} ${id}`))
      .map(({ kind, id, by, perMonth, onPurpose }) =>
        Object.assign({ service, region, kind, id, by, perMonth }, onPurpose !== undefined && { onPurpose }),
      ),
  );
}
