import type { Places, Span } from '@holdfast/core/config'

/** The places of objects that were made from others, which keep them. */
export class DerivedPlaces implements Places {
  readonly #written: Places
  readonly #origins = new WeakMap<object, object>()

  constructor(written: Places) {
    this.#written = written
  }

  of(value: object, field?: string): readonly Span[] {
    let origin = value
    for (
      let next = this.#origins.get(origin);
      next !== undefined;
      next = this.#origins.get(origin)
    ) {
      origin = next
    }
    return this.#written.of(origin, field)
  }

  /** A copy with other values for some fields; undefined leaves a field out. */
  changed<Value extends object>(
    value: Value,
    changes: { readonly [Name in keyof Value]?: Value[Name] | undefined },
  ): Value {
    const entries = Object.entries({ ...value, ...changes }).filter(
      ([, each]) => each !== undefined,
    )
    const copy = Object.fromEntries(entries) as Value
    this.#origins.set(copy, value)
    return copy
  }
}
