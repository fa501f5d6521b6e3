import { InputError } from "../../contract/errors.ts";
import type { FloatListPage } from "./floatListPage.ts";

/**
 * Checks, page by page, that every row of a list column is a list of exactly `dimension` numbers. A row may go on in
 * the next page. @throws InputError that names the first row that is not, counted from 1.
 */
export class RowShape {
  readonly #dimension: number;
  readonly #maxDefinition: number;
  readonly #where: (row: number) => string;
  /** Rows started so far, and how many numbers the last of them has. */
  #rows: number;
  #length: number;

  constructor(dimension: number, maxDefinition: number, rowsBefore: number, where: (row: number) => string) {
    this.#dimension = dimension;
    this.#maxDefinition = maxDefinition;
    this.#rows = rowsBefore;
    this.#length = dimension;
    this.#where = where;
  }

  check(page: FloatListPage): void {
    this.#requireNoNulls(page);
    const { repetition } = page;
    for (let i = 0; i < repetition.length; i += 2) {
      const length = repetition[i + 1]!;
      if (repetition[i] === 0) {
        this.#requireFullRow();
        this.#rows++;
        this.#length = 1;
        if (length === 1) continue;
        this.#requireFullRow(); // more rows of one number each
        this.#rows += length - 1;
      } else {
        this.#length += length;
        if (this.#length > this.#dimension) this.#requireFullRow();
      }
    }
  }

  /** After the last page of a row group. */
  end(): void {
    this.#requireFullRow();
  }

  #requireFullRow(): void {
    if (this.#length === this.#dimension) return;
    const found = this.#length > this.#dimension ? "more" : `${this.#length}`;
    throw new InputError(
      `${this.#where(this.#rows)} has ${found} numbers, the first row has ${this.#dimension}`,
      "every row needs the same features: give files of one extractor and one size only",
    );
  }

  #requireNoNulls({ repetition, definition }: FloatListPage): void {
    let position = 0;
    for (let i = 0; i < definition.length; i += 2) {
      if (definition[i] !== this.#maxDefinition) {
        const row = this.#rows + rowsStarted(repetition, position);
        throw new InputError(
          `${this.#where(row)} is null, empty or has a null among its numbers`,
          "leave that row out, or fill it in: a PCA needs every number",
        );
      }
      position += definition[i + 1]!;
    }
  }
}

/** How many rows have started once the value at `position` is read. */
function rowsStarted(repetition: readonly number[], position: number): number {
  let rows = 0;
  let at = 0;
  for (let i = 0; i < repetition.length && at <= position; i += 2) {
    const length = repetition[i + 1]!;
    if (repetition[i] === 0) rows += Math.min(length, position + 1 - at);
    at += length;
  }
  return rows;
}
