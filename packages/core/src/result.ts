/** The outcome of an operation whose failure is data, such as decoding what a stranger sent. */
export type Result<Value, Failure> =
  { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly error: Failure }
