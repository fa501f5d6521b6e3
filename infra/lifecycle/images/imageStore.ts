/** A picture on its way. */
export interface Picture {
  /** Its path under `images/`. */
  readonly path: string;
  readonly body: Buffer;
}

/** Where a stack's own photographs lie, and how they are put there. */
export interface ImageStore {
  /** Sizes in bytes of what is there, by path under `images/`. */
  sizes(): Promise<Map<string, number>>;
  /** Whether what is there under a picture's path, of the same size, has the same bytes. */
  holds(picture: Picture): Promise<boolean>;
  /** Puts a picture there. `replaces` says that another one of this path is to go. */
  put(picture: Picture, replaces: boolean): Promise<void>;
  /** Removes pictures, and nothing beside them. */
  remove(paths: readonly string[]): Promise<void>;
}
