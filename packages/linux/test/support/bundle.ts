import { fileURLToPath } from 'node:url'
import { build } from 'tsup'

/** Compiles a program with all that it imports into `name`.js of a folder: it then starts at once. */
export async function bundleProgram(name: string, program: URL, folder: string): Promise<void> {
  await build({
    config: false,
    silent: true,
    entry: { [name]: fileURLToPath(program) },
    outDir: folder,
    format: 'esm',
    target: 'node20',
    noExternal: [/^@holdfast/],
    esbuildOptions: (options) => {
      options.conditions = ['@holdfast/source']
    },
  })
}
