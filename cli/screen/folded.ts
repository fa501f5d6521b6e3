/** A line in parts of at most `columns`, cut at spaces where that can be; parts after the first are indented. */
export function folded(line: string, columns: number, indent: number): string[] {
  const parts: string[] = [];
  let rest = line;
  while (rest.length > columns && columns > indent + 10) {
    const space = rest.lastIndexOf(" ", columns);
    const isUsable = space > indent;
    const cut = isUsable ? space : columns;
    parts.push(rest.slice(0, cut).trimEnd());
    rest = " ".repeat(indent) + rest.slice(cut).trimStart();
  }
  return [...parts, rest];
}
