import { accessSync, constants, existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'

// The repository checks itself: what a linter does not see, because it is about files, not syntax.
// Each test collects everything that is wrong, so that one run shows all of it.

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const notOurs = new Set(['node_modules', 'dist', 'build', 'coverage', '.git', '.pnpm-store'])
const files = filesBelow(root)
const packageNames = readdirSync(join(root, 'packages'))

/** The packages that docs/architecture.md names; a new one is a decision, not an accident. */
const knownPackages = [
  'agent',
  'check',
  'core',
  'ipvs',
  'linux',
  'transport-raw',
  'transport-udp-sim',
  'vrrp',
]

describe('files', () => {
  const code = files.filter((file) => /\.(ts|mts|mjs|js)$/.test(file))
  const tests = code.filter((file) => file.endsWith('.test.ts'))
  // This file has to spell what it looks for.
  const searched = files.filter((file) => isText(file) && file !== 'test/tidy.test.ts')

  test('no source file has more than 300 lines of code', () => {
    const sources = code.filter((file) => !tests.includes(file))
    expect(sources.filter((file) => linesOfCode(read(file)) > 300)).toEqual([])
  })

  test('names are in kebab-case, and nothing is a drawer for odds and ends', () => {
    const names = code.map((file) => file.split('/').at(-1) ?? '')
    expect(names.filter((name) => !/^\.?[a-z0-9]+([-.][a-z0-9]+)*$/.test(name))).toEqual([])
    expect(names.filter((name) => /^(utils?|helpers?|misc|common)\./.test(name))).toEqual([])
  })

  test('nothing is left to be done', () => {
    expect(findLines(searched, /\b(TODO|FIXME|XXX)\b/)).toEqual([])
  })

  test('no test is left out or runs alone', () => {
    expect(findLines(tests, /\b(describe|it|test|suite)\.(only|skip|todo|fails)\b/)).toEqual([])
  })

  test('packages export by name', () => {
    const inPackages = code.filter((file) => /^packages\/[^/]+\/src\//.test(file))
    expect(findLines(inPackages, /^export default\b|\bas default\b/)).toEqual([])
  })

  test('the product speaks of itself alone', () => {
    expect(findLines(searched, /\/work\/|\.\.\/shared\/|\/tmp\/hf\b|\bissue #?\d+\b/i)).toEqual([])
  })

  test('relative links in the documentation lead somewhere', () => {
    const documents = files.filter((file) => file.endsWith('.md'))
    expect(documents.flatMap((file) => brokenLinks(file))).toEqual([])
  })

  test('the CI script can be executed', () => {
    expect(() => {
      accessSync(join(root, '.ci/run'), constants.X_OK)
    }).not.toThrow()
  })
})

describe('packages', () => {
  test('every folder is a package that the design names', () => {
    expect(packageNames.filter((name) => !knownPackages.includes(name))).toEqual([])
  })

  test.each(packageNames)('%s has the manifest of its siblings', (name) => {
    const manifest = readManifest(`packages/${name}`)
    expect(manifest).toMatchObject({
      name: `@holdfast/${name}`,
      license: 'MIT',
      type: 'module',
      sideEffects: false,
      engines: readManifest('.').engines,
    })
    expect(manifest.files).toEqual(expect.arrayContaining(['dist', 'src', '!src/**/*.test.ts']))
    expect(manifest.description).toMatch(/^.{20,120}\.$/)
    expect(readdirSync(join(root, 'packages', name))).toContain('README.md')
  })

  test.each(packageNames)('%s exports files that exist, each as source, types and code', (name) => {
    const { exports = {} } = readManifest(`packages/${name}`)
    expect(exports['./package.json']).toBe('./package.json')
    for (const [subpath, target] of Object.entries(exports)) {
      if (typeof target === 'string') continue
      const source = target['@holdfast/source'] ?? ''
      const built = source.replace(/^\.\/src\/(.+)\.ts$/, './dist/$1')
      // The order is contract: the first condition that fits wins.
      expect(Object.entries(target), subpath).toEqual([
        ['@holdfast/source', source],
        ['types', `${built}.d.ts`],
        ['default', `${built}.js`],
      ])
      expect(files).toContain(join('packages', name, source))
    }
  })
})

interface Manifest {
  readonly files?: readonly string[]
  readonly description?: string
  readonly engines?: Readonly<Record<string, string>>
  readonly exports?: Readonly<Record<string, string | Readonly<Record<string, string>>>>
}

function readManifest(folder: string): Manifest {
  return JSON.parse(read(join(folder, 'package.json'))) as Manifest
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (notOurs.has(entry.name)) return []
    const path = join(folder, entry.name)
    return entry.isDirectory() ? filesBelow(path) : [relative(root, path)]
  })
}

function read(file: string): string {
  return readFileSync(join(root, file), 'utf8')
}

function isText(file: string): boolean {
  return /\.(ts|mts|js|mjs|cjs|json|md|ya?ml|txt|sh)$|^\.ci\/run$/.test(file)
}

function linesOfCode(text: string): number {
  const withoutComments = text.replaceAll(/^\s*\/\*[^]*?\*\/|^\s*\/\/.*$/gm, '')
  return withoutComments.split('\n').filter((line) => line.trim() !== '').length
}

function findLines(where: readonly string[], pattern: RegExp): string[] {
  return where.flatMap((file) =>
    read(file)
      .split('\n')
      .flatMap((line, index) =>
        pattern.test(line) ? [`${file}:${String(index + 1)}: ${line.trim()}`] : [],
      ),
  )
}

function brokenLinks(file: string): string[] {
  const prose = read(file).replaceAll(/^```[^]*?^```|`[^`\n]*`/gm, '')
  const targets = [...prose.matchAll(/\]\(([^)\s]+)\)/g)].map((match) => match[1] ?? '')
  return targets
    .filter((target) => !/^([a-z]+:|#)/.test(target))
    .map((target) => target.replace(/#.*$/, ''))
    .filter((target) => !existsSync(join(root, dirname(file), target)))
    .map((target) => `${file}: ${target}`)
}
