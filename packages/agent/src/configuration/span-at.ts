import type { Places, Span } from '@holdfast/core/config'

/** The last line of a field of an object, else where the object begins. */
export function spanAt(places: Places, value: object, field?: string): Span | undefined {
  const ofField = field === undefined ? undefined : places.of(value, field).at(-1)
  return ofField ?? places.of(value)[0]
}
