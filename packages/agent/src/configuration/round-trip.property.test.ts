import { loadConfiguration, memoryFiles, writeConfiguration } from '@holdfast/core/config'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { configurationTable } from './configuration-table.js'
import { anyConfiguration } from './testing/any-configuration.js'

test('what is written reads back as the same configuration', () => {
  fc.assert(
    fc.property(anyConfiguration, (configuration) => {
      const text = writeConfiguration(configurationTable, configuration)
      const loaded = loadConfiguration({
        file: 'a.conf',
        reader: memoryFiles({ 'a.conf': text }),
        definition: configurationTable,
        surroundings: { configId: 'main', random: () => 0 },
      })
      expect(loaded.diagnostics, text).toEqual([])
      expect(loaded.value, text).toEqual(configuration)
    }),
    { numRuns: 40 },
  )
})
