import { shippedFile } from './shipped-file.js'

/** The version of this package. */
export function version(): string {
  return (JSON.parse(shippedFile('package.json')) as { readonly version: string }).version
}
