import { mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { hasAddon } from './support/addon.js'
import { fromSource, Program, root } from './support/program.js'

// What a README shows has to work as it is shown: every ```ts block is a program of its own.

interface Block {
  readonly title: string
  readonly code: string
}

const packages = readdirSync(join(root, 'packages')).sort()
const readmes = ['README.md', ...packages.map((name) => `packages/${name}/README.md`)]
const blocks = readmes.flatMap(blocksOf)

/** Without a compiler what shows the addon cannot run. */
const runnable = blocks
  .map(({ title }, index) => [title, index] as const)
  .filter(([title]) => hasAddon || !title.startsWith('packages/linux/'))

/** A folder that resolves packages as this workspace does. */
let folder: string

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'holdfast-readme-'))
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'))
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
  for (const [index, { code }] of blocks.entries()) writeFileSync(fileOf(index), code)
})

afterAll(() => {
  rmSync(folder, { recursive: true })
})

describe('the examples of the READMEs', { timeout: 60_000 }, () => {
  test.each(readmes)('%s has one', (readme) => {
    expect(blocks.filter(({ title }) => title.startsWith(readme))).not.toEqual([])
  })

  test('compile in strict mode', async () => {
    const config = {
      extends: join(root, 'tsconfig.base.json'),
      compilerOptions: { types: ['node'], isolatedDeclarations: false, declaration: false },
      files: blocks.map((_, index) => fileOf(index)),
    }
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config))
    const compiler = join(root, 'node_modules/typescript/bin/tsc')
    await using tsc = new Program(process.execPath, [compiler, '-p', folder])
    await tsc.ended()
    // It compiles what they import as well; errors there are for `npm run lint` to tell.
    expect(tsc.lines.filter((line) => line.includes(basename(folder)))).toEqual([])
  })

  test.each(runnable)('%s', async (_, index) => {
    await using program = new Program(process.execPath, [...fromSource, fileOf(index)])
    const exitCode = await program.ended()
    expect(exitCode, program.transcript()).toBe(0)
    expect(program.errors).toBe('')
    expect(program.lines).not.toEqual([])
  })
})

function blocksOf(readme: string): readonly Block[] {
  const text = readFileSync(join(root, readme), 'utf8')
  return [...text.matchAll(/^```ts\n([^]*?)^```$/gm)].map(({ 1: code = '', index }) => {
    const line = text.slice(0, index).split('\n').length
    return { title: `${readme}:${String(line)}`, code }
  })
}

function fileOf(index: number): string {
  return join(folder, `block-${String(index)}.ts`)
}
