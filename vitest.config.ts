import { availableParallelism } from 'node:os'
import { configDefaults, defineConfig } from 'vitest/config'
import { hasAddon } from './test/support/addon.js'

// Tests run from source: the custom condition of our `exports` maps leads to src, so nothing is built.
// Without `module`, which Node knows nothing of: what bundlers take is not always what Node can load.
const conditions = ['@holdfast/source', 'node', 'development|production']

if (!hasAddon)
  process.stderr.write('SKIPPED: *.addon.test.ts: the addon of Linux is not compiled\n')

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    include: ['{packages,examples,test}/**/*.test.ts'],
    exclude: [
      ...configDefaults.exclude,
      '**/dist/**',
      'bench/**',
      '**/*.root.test.ts',
      '**/*.ipvs.test.ts',
      ...(hasAddon ? [] : ['**/*.addon.test.ts']),
    ],
    // Native addons need processes of their own: some cannot be loaded in a worker thread.
    pool: 'forks',
    // One more than there are cores: what runs in real time mostly waits.
    maxWorkers: availableParallelism() + 1,
    testTimeout: 20_000,
    hookTimeout: 20_000,
  },
})
