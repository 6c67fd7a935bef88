import { configDefaults, defineConfig } from 'vitest/config'
import base from './vitest.config.js'

// Tests that need root: network namespaces of their own, raw sockets, addresses in the kernel.
if (process.getuid?.() !== 0) throw new Error('these tests need root: run them with sudo')

export default defineConfig({
  ...base,
  test: {
    ...base.test,
    include: ['{packages,examples,test}/**/*.root.test.ts'],
    exclude: [...configDefaults.exclude, '**/dist/**'],
    globalSetup: ['test/support/root-requirements.ts'],
    // Namespaces are cheap, but the two cores of a small machine are not.
    fileParallelism: false,
  },
})
