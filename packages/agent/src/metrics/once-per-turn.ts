/** Every metric asks for the same, one right after the other. */
export function oncePerTurn<Value>(read: () => Value): () => Value {
  let known: { readonly value: Value } | undefined
  return () => {
    if (known === undefined) {
      known = { value: read() }
      queueMicrotask(() => (known = undefined))
    }
    return known.value
  }
}
