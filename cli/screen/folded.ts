/** A line in parts of at most `columns`, cut at spaces where that can be; parts after the first are indented. */
export function folded(line: string, columns: number, indent: number): string[] {
  const isTooNarrow = columns <= indent + 10;
  if (isTooNarrow || line.length <= columns) return [line];
  const space = line.lastIndexOf(" ", columns);
  const cut = space > indent ? space : columns;
  const rest = " ".repeat(indent) + line.slice(cut).trimStart();
  return [line.slice(0, cut).trimEnd(), ...folded(rest, columns, indent)];
}
