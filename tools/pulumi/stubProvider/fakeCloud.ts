import type { Fault, Operation } from "./faults.ts";

type Properties = Readonly<Record<string, unknown>>;

/** A resource the fake cloud holds. */
export interface StoredResource {
  readonly type: string;
  readonly id: string;
  /** The name it has in the program. */
  readonly name: string;
  readonly inputs: Properties;
  readonly state: Properties;
}

/** One call that changed, or was to change, the cloud. */
export interface JournalEntry {
  readonly operation: Operation;
  readonly type: string;
  readonly name: string;
}

/** Makes what the table gets in another stand-in too, such as an emulator of AWS that SDKs can talk to. */
export interface Mirror {
  /** @returns the id and the state that the other stand-in gave */
  create(made: Pick<StoredResource, "inputs" | "id" | "state">): Promise<Pick<StoredResource, "id" | "state">>;
  remove(resource: StoredResource): Promise<void>;
}

/** Runs a command of the program and gives its stdout. */
export type CommandRunner = (script: string, environment: Readonly<Record<string, string>>) => Promise<string> | string;

/**
 * A cloud that is a table: every provider of a test keeps its resources here. It outlives the engine, as clouds do,
 * so that a test can kill the one and ask the other what is left.
 */
export class FakeCloud {
  readonly #resources = new Map<string, StoredResource>();
  readonly journal: JournalEntry[] = [];
  /** What is to go wrong; each is used up as often as it says. */
  readonly faults: Fault[] = [];
  /** Scripts of `command:local:Command` that are not to be run for real, by their text. */
  readonly commands = new Map<string, CommandRunner>();
  /** Where resources are made as well, by their type. */
  readonly mirrors = new Map<string, Mirror>();
  /** Called before an operation takes effect. */
  onOperation: ((entry: JournalEntry) => void) | undefined;
  readonly #underWay = new Set<Promise<unknown>>();
  readonly #usedIds = new Set<string>();
  /** How often each resource of a program was made. */
  readonly #timesMade = new Map<string, number>();
  #made = 0;

  get resources(): readonly StoredResource[] {
    return [...this.#resources.values()];
  }

  get(type: string, id: string): StoredResource | undefined {
    return this.#resources.get(key(type, id));
  }

  /** A number nothing else in this cloud has. */
  nextNumber(): number {
    return ++this.#made;
  }

  /** Whether an id was ever given to a resource of this type: clouds do not give one twice. */
  wasUsed(type: string, id: string): boolean {
    return this.#usedIds.has(key(type, id));
  }

  /** How often a resource of the program was made, with another id each time. */
  timesMade(type: string, name: string): number {
    return this.#timesMade.get(key(type, name)) ?? 0;
  }

  put(resource: StoredResource): void {
    const { type, name, id } = resource;
    if (!this.wasUsed(type, id)) this.#timesMade.set(key(type, name), this.timesMade(type, name) + 1);
    this.#usedIds.add(key(type, id));
    this.#resources.set(key(resource.type, resource.id), resource);
  }

  remove(type: string, id: string): void {
    this.#resources.delete(key(type, id));
  }

  /** Does an operation that changes the cloud, and writes it into the journal as it begins. */
  async operate<T>(entry: JournalEntry, operation: () => Promise<T>): Promise<T> {
    this.journal.push(entry);
    this.onOperation?.(entry);
    const done = operation();
    this.#underWay.add(done);
    try {
      return await done;
    } finally {
      this.#underWay.delete(done);
    }
  }

  /** Resolves when nothing is being made, changed or removed: also what an engine asked for that was killed since. */
  async settled(): Promise<void> {
    while (this.#underWay.size > 0) await Promise.allSettled(this.#underWay);
  }
}

const key = (type: string, id: string): string => `${type} ${id}`;
