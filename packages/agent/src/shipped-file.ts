import { readFileSync } from 'node:fs'

/** Reads a file of this package, which lies one folder up, of sources and of what is built. */
export function shippedFile(path: string): string {
  return readFileSync(new URL(`../${path}`, import.meta.url), 'utf8')
}
