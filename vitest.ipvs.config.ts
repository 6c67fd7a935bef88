import { configDefaults, defineConfig } from 'vitest/config'
import base from './vitest.config.js'

// Tests that need a kernel with IPVS: `npm run test:ipvs` finds one and runs them in it.
export default defineConfig({
  ...base,
  test: {
    ...base.test,
    include: ['{packages,examples,test}/**/*.ipvs.test.ts'],
    exclude: [...configDefaults.exclude, '**/dist/**'],
    // All of them share one table; and where the kernel is an emulated one, a process is dear.
    fileParallelism: false,
    isolate: false,
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
})
