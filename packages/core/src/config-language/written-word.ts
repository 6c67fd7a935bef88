import { UsageError } from '../errors.js'

const plain = /^[^\s"{}#!$\\~@]+$/
const unwritable = /["\n\r\0]|\$\{_|\$[A-Za-z_]/

/**
 * A word as `tokenize` reads it back, in quotes where it needs them. The language has no way to
 * write a `"`, a line break, or the name of a parameter that is not to be replaced.
 */
export function writeWord(text: string): string {
  if (plain.test(text)) return text
  if (unwritable.test(text)) throw new UsageError(`this cannot be written in one word: ${text}`)
  return `"${text}"`
}

/** Whether `writeWord` can write it. */
export function isWritable(text: string): boolean {
  return !unwritable.test(text)
}
