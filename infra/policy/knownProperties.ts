/**
 * The properties of a resource that are known during a preview. Pulumi's policy SDK throws where a property that is
 * still to come is read: such a property is there with the value undefined, so that rules judge what is known.
 */
export function knownProperties(properties: unknown): Record<string, unknown> {
  const known = knownPart(properties);
  return typeof known === "object" && known !== null ? { ...known } : {};
}

function knownPart(value: unknown): unknown {
  if (Array.isArray(value)) return Array.from(value.keys(), (index) => read(() => knownPart(value[index])));
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.keys(value).map((key) => [key, read(() => knownPart(Reflect.get(value, key)))] as const);
  return Object.fromEntries(entries);
}

function read<T>(property: () => T): T | undefined {
  try {
    return property();
  } catch (error) {
    if (error instanceof Error && error.constructor.name === "UnknownValueError") return undefined;
    throw error;
  }
}
