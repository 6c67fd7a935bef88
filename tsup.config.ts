import { readFileSync } from 'node:fs'
import { defineConfig } from 'tsup'

// One configuration for every package: tsup runs in the package's folder and looks upwards. What is
// built is what package.json promises, so `exports` and the commands are the only list of entries.
interface Manifest {
  readonly exports: Readonly<Record<string, string | { readonly default: string }>>
  /** Commands are named here, not in `bin`: before the build there is nothing to link to. */
  readonly publishConfig?: { readonly bin?: Readonly<Record<string, string>> }
}

const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as Manifest
const promised = [
  ...Object.values(manifest.exports).flatMap((target) =>
    typeof target === 'string' ? [] : [target.default],
  ),
  ...Object.values(manifest.publishConfig?.bin ?? {}),
]
const names = promised.map((file) => file.replace(/^\.\/dist\/(.+)\.js$/, '$1'))

export default defineConfig({
  entry: Object.fromEntries(names.map((name) => [name, `src/${name}.ts`])),
  format: ['esm'],
  dts: true,
  target: 'node20',
  sourcemap: true,
  clean: true,
})
