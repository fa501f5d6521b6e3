const labelWidth = 12;

/** A labelled row whose parts are joined by ` · ` and wrapped under each other where they do not fit. */
export function row(label: string, parts: readonly string[], columns: number): string[] {
  const lines: string[] = [];
  const room = Math.max(20, columns - labelWidth - 2);
  let line = "";
  for (const part of parts) {
    const longer = line === "" ? part : `${line} · ${part}`;
    if (line !== "" && longer.length > room) {
      lines.push(line);
      line = part;
    } else line = longer;
  }
  if (line !== "") lines.push(line);
  return lines.map((text, at) => `  ${(at === 0 ? label : "").padEnd(labelWidth)}${text}`);
}
