import { writeFields } from './block-reader.js'
import { asTable } from './keyword-table.js'
import type { BlockDefinition } from './keyword-table.js'
import { createTextWriter } from './text-writer.js'

/**
 * The configuration as text that reads back as the same object. Throws UsageError for what the
 * language cannot write, such as a `"` in a name.
 */
export function writeConfiguration<Value extends object>(
  definition: BlockDefinition<Value>,
  value: Value,
): string {
  const out = createTextWriter()
  writeFields(asTable(definition), undefined, value, out)
  return out.text()
}
