/** These properties of an object, but for those that are undefined. */
export function pickDefined<Source extends object, Key extends keyof Source>(
  source: Source,
  keys: readonly Key[],
): Pick<Source, Key> {
  const entries = keys.flatMap((key) => (source[key] === undefined ? [] : [[key, source[key]]]))
  return Object.fromEntries(entries) as Pick<Source, Key>
}
