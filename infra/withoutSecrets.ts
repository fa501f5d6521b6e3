type Environment = Readonly<Record<string, string | undefined>>;

const secretName = /SECRET|TOKEN|PASSPHRASE|PASSWORD|CREDENTIAL|ACCESS_KEY$/;
/** Names that end so hold where a secret is, or whose, and not the secret. */
const notItself = /(_FILE|_PATH|_URI|_URL|_ID)$/;
/** Shorter values are words that stand in any text. */
const shortest = 6;

/** What secrets of the clouds look like, wherever they come from: bearer tokens, signatures, Databricks and JWT tokens. */
const shapes: readonly (readonly [pattern: RegExp, instead: string])[] = [
  [/\b(Bearer|Basic) [\w.~+/=-]{8,}/g, "$1 …"],
  [/\b(sig|X-Amz-Signature|X-Amz-Security-Token|client_secret|access_token)=[^&\s"']+/gi, "$1=…"],
  [/\bdapi[0-9a-f]{32}\b/g, "…"],
  [/\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*/g, "…"],
];

/**
 * A text as it may be shown and written: without the values of the environment's secrets, and without what has the
 * shape of one. The last guard before a screen or a file; nothing of ours puts one there.
 */
export function withoutSecrets(environment: Environment): (text: string) => string {
  const values = Object.entries(environment)
    .filter(([name]) => secretName.test(name) && !notItself.test(name))
    .flatMap(([name, value]) => (value !== undefined && value.length >= shortest ? [[name, value] as const] : []))
    // The longest first: one secret may begin with another.
    .sort(([, a], [, b]) => b.length - a.length);
  return (text) => {
    let shown = text;
    for (const [name, value] of values) shown = shown.replaceAll(value, `…(${name})`);
    for (const [pattern, instead] of shapes) shown = shown.replaceAll(pattern, instead);
    return shown;
  };
}
