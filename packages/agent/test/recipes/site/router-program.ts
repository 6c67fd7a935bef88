import { join } from 'node:path'
import { root } from '../../../../../test/support/program.js'

const bin = join(root, 'packages/agent/bin/holdfast.js')

/** The router that a recipe is run with, as a command line. */
export interface RouterProgram {
  readonly name: 'holdfast' | 'keepalived'
  readonly command: (file: string) => readonly string[]
}

const programs: Readonly<Record<string, RouterProgram>> = {
  holdfast: {
    name: 'holdfast',
    command: (file) => [process.execPath, bin, 'run', '-n', '-f', file],
  },
  // Virtual servers are another process of it, which needs a kernel with IPVS.
  keepalived: {
    name: 'keepalived',
    command: (file) => ['keepalived', '-n', '-P', '-l', '-D', '-f', file],
  },
}

/** HOLDFAST_RECIPES_WITH=keepalived shows whether a test asks for more than keepalived does. */
export const routerProgram: RouterProgram = chosen(process.env.HOLDFAST_RECIPES_WITH ?? 'holdfast')

function chosen(name: string): RouterProgram {
  const program = programs[name]
  if (program === undefined) throw new Error(`HOLDFAST_RECIPES_WITH: there is no ${name}`)
  return program
}
