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

  /** A copy with other values for some fields, if any differs; undefined leaves a field out. */
  changed<Value extends object>(
    value: Value,
    changes: { readonly [Name in keyof Value]?: Value[Name] | undefined },
  ): Value {
    const isSame = Object.entries(changes).every(
      ([name, each]) => value[name as keyof Value] === each,
    )
    if (isSame) return value
    const copy: Record<string, unknown> = {}
    for (const [name, each] of Object.entries({ ...value, ...changes })) {
      if (each !== undefined) copy[name] = each
    }
    this.#origins.set(copy, value)
    return copy as Value
  }
}
