/** A value of a stack's configuration: Pulumi keeps booleans, numbers and objects as JSON, and a text as itself. */
export function configValue(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
