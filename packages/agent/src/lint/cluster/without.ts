/** A copy that lacks some of the properties that are optional. */
export function without<Value extends object, Name extends keyof Value>(
  value: Value,
  names: readonly Name[],
): Omit<Value, Name> {
  const copy: Partial<Value> = { ...value }
  for (const name of names) Reflect.deleteProperty(copy, name)
  return copy as Omit<Value, Name>
}
