import { loadKeepalivedConfiguration } from '@holdfast/agent'
import { memoryFiles } from '@holdfast/core/config'
import type { Diagnostic } from '@holdfast/core/config'

/** What Holdfast says about a file, the same on every machine. */
export function check(name: string, bytes: Uint8Array): readonly Diagnostic[] {
  return loadKeepalivedConfiguration({
    file: name,
    reader: memoryFiles({ [name]: bytes }),
    configId: 'lb01',
    random: () => 0.5,
  }).diagnostics
}
