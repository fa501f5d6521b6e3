/** One line of an AWS offer file, by the file's own column names. */
export type OfferRow = Readonly<Record<string, string>>;

/** Lines of text from chunks of any size. */
export async function* linesOf(chunks: AsyncIterable<string>): AsyncGenerator<string> {
  let rest = "";
  for await (const chunk of chunks) {
    const lines = (rest + chunk).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) yield line.replace(/\r$/, "");
  }
  if (rest !== "") yield rest.replace(/\r$/, "");
}

/**
 * Reads an AWS offer file (CSV of the price list's bulk API) as it arrives: the files of EC2 are too large to hold.
 * A few lines about the file come first, one of them with its publication date; then the header; then the prices.
 * @throws Error when the columns a price needs are missing.
 */
export async function* readOffer(
  lines: AsyncIterable<string>,
): AsyncGenerator<{ readonly published: string; readonly row: OfferRow }> {
  let published = "";
  let header: readonly string[] | undefined;
  for await (const line of lines) {
    if (line === "") continue;
    const cells = cellsOf(line);
    if (header === undefined) {
      if (cells[0] === "Publication Date") published = (cells[1] ?? "").slice(0, 10);
      if (cells[0] === "SKU") header = checked(cells);
      continue;
    }
    yield { published, row: Object.fromEntries(header.map((name, at) => [name, cells[at] ?? ""])) };
  }
  if (header === undefined) throw new Error("the offer file has no header: it is not a price list");
}

const needed = ["TermType", "StartingRange", "Unit", "PricePerUnit", "Currency", "usageType"];

function checked(header: readonly string[]): readonly string[] {
  const missing = needed.filter((name) => !header.includes(name));
  if (missing.length > 0) throw new Error(`the offer file lacks the columns ${missing.join(", ")}`);
  return header;
}

/** The cells of a CSV line; quotes inside quotes are doubled. */
function cellsOf(line: string): readonly string[] {
  return [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,"]*))/g)].map(
    ([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? "",
  );
}
