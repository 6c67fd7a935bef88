import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))))

/** What the tests of a file, and the groups they are in, are called. */
interface TestNames {
  /** Titles as they are written, from the outermost `describe` inwards. */
  readonly paths: readonly (readonly string[])[]
  /** Every name and string of the file: where rows of tables get their titles from. */
  readonly names: ReadonlySet<string>
}

/** What `test.each` puts into a title, and what a template literal does. */
const placeholder = /%[a-z]|\$\{[^}]*\}|\$[a-z][\w.]*/gi

const known = new Map<string, TestNames>()

/** All test files, relative to the root. */
export function testFiles(): readonly string[] {
  return ['packages', 'examples', 'test'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.test.ts') && !file.includes('node_modules'))
      .map((file) => join(folder, file)),
  )
}

/** Every title in a file, of groups and tests. */
export function titlesOf(file: string): readonly string[] {
  return namesOf(file).paths.flatMap((path) => path.slice(-1))
}

/** Whether `file :: title`, or `file :: group > title`, is there. */
export function hasTest(reference: string): boolean {
  const [file = '', title = ''] = reference.split(' :: ')
  if (!file.endsWith('.test.ts') || !existsSync(join(root, file))) return false
  const wanted = title.split(' > ')
  const { paths, names } = namesOf(file)
  return paths.some((path) => {
    const inner = path.slice(-wanted.length)
    return (
      inner.length === wanted.length &&
      inner.every((written, depth) => isMeant(written, wanted[depth] ?? '', names))
    )
  })
}

/** Whether a title is meant: as it is written, or with something in place of what is put in. */
function isMeant(written: string, wanted: string, names: ReadonlySet<string>): boolean {
  if (written === wanted) return true
  const statics = written.split(placeholder)
  // A title that is nothing but a row of a table: the table has to have that row.
  if (!/[a-z]/i.test(statics.join(''))) return names.has(wanted)
  const escaped = statics.map((text) => text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`))
  return new RegExp(`^${escaped.join('.+')}$`).test(wanted)
}

function namesOf(file: string): TestNames {
  const before = known.get(file)
  if (before !== undefined) return before
  const paths: string[][] = []
  const names = new Set<string>()
  const visit = (node: ts.Node, path: readonly string[]): void => {
    const title = titleOf(node)
    const inside = title === undefined ? path : [...path, title]
    if (title !== undefined) paths.push([...inside])
    if (ts.isStringLiteralLike(node) || ts.isIdentifier(node)) names.add(node.text)
    ts.forEachChild(node, (child) => visit(child, inside))
  }
  const text = readFileSync(join(root, file), 'utf8')
  visit(ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true), [])
  const found = { paths, names }
  known.set(file, found)
  return found
}

/** The title of `test(…)`, `it.each(…)(…)`, `describe.each(…)(…)` and the like. */
function titleOf(node: ts.Node): string | undefined {
  if (!ts.isCallExpression(node)) return undefined
  let callee: ts.Expression = node.expression
  while (ts.isCallExpression(callee) || ts.isPropertyAccessExpression(callee)) {
    callee = callee.expression
  }
  if (!ts.isIdentifier(callee) || !['test', 'it', 'describe'].includes(callee.text))
    return undefined
  const [title] = node.arguments
  if (title === undefined) return undefined
  if (ts.isStringLiteralLike(title)) return title.text
  return ts.isTemplateExpression(title) ? title.getText().slice(1, -1) : undefined
}
