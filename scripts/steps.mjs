// A step is one program with its arguments. Every step is run by this Node from a JavaScript entry
// file: no shell, no shims in .bin, so that arguments, signals and exit codes arrive as they are.
import { spawn } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = dirname(dirname(fileURLToPath(import.meta.url)))

/** @type {readonly NodeJS.Signals[]} */
const forwardedSignals = ['SIGINT', 'SIGTERM', 'SIGHUP']

/**
 * @typedef {object} Step
 * @property {string} title What to call it on stderr.
 * @property {string[]} args For Node: an entry file and its arguments.
 * @property {string} folder Where it runs, relative to the root.
 */

/**
 * The npm packages of the tools that are not named like their package.
 *
 * @type {Readonly<Record<string, string>>}
 */
const toolPackages = {
  attw: '@arethetypeswrong/cli',
  depcruise: 'dependency-cruiser',
  tsc: 'typescript',
}

/**
 * A development tool, run in a folder of the repository.
 *
 * @param {string} name
 * @param {string[]} args
 * @returns {Step}
 */
export function tool(name, args = [], folder = '.') {
  const home = join(root, 'node_modules', toolPackages[name] ?? name)
  const { bin } = JSON.parse(readFileSync(join(home, 'package.json'), 'utf8'))
  const entry = join(home, typeof bin === 'string' ? bin : bin[name])
  const place = folder === '.' ? '' : ` (${folder})`
  return { title: [name, ...args].join(' ') + place, args: [entry, ...args], folder }
}

/**
 * A TypeScript program of the repository, run from source.
 *
 * @param {string} file
 * @returns {Step}
 */
export function source(file) {
  const args = ['--conditions=@holdfast/source', '--import', 'tsx', requireFile(file)]
  return { title: file, args, folder: '.' }
}

/**
 * A JavaScript program of the repository.
 *
 * @param {string} file
 * @returns {Step}
 */
export function script(file) {
  return { title: file, args: [requireFile(file)], folder: '.' }
}

/**
 * Folders right below `parent` that contain `file`, sorted.
 *
 * @param {string} parent
 * @param {string} file
 */
export function subfolders(parent, file) {
  if (!existsSync(join(root, parent))) return []
  return readdirSync(join(root, parent))
    .map((name) => `${parent}/${name}`)
    .filter((folder) => existsSync(join(root, folder, file)))
    .sort()
}

/**
 * Runs every step, also after a failure, and ends this process as the steps ended.
 *
 * @param {readonly Step[]} steps
 */
export async function runSteps(steps) {
  const failed = []
  let exitCode = 0
  for (const step of steps) {
    if (steps.length > 1) console.error(`> ${step.title}`)
    const outcome = await runStep(step)
    if (outcome.signal !== null) {
      process.kill(process.pid, outcome.signal)
      return
    }
    if (outcome.code === 0) continue
    exitCode = outcome.code ?? 1
    failed.push(step.title)
  }
  if (failed.length > 0 && steps.length > 1) {
    console.error(`holdfast: failed:\n${failed.map((title) => `  ${title}`).join('\n')}`)
  }
  process.exitCode = exitCode
}

/**
 * Ends this process with one line that says what is wrong and what to do.
 *
 * @param {string} message
 * @returns {never}
 */
export function fail(message) {
  console.error(`holdfast: ${message}`)
  process.exit(1)
}

/**
 * @param {Step} step
 * @returns {Promise<{ code: number | null, signal: NodeJS.Signals | null }>}
 */
function runStep({ args, folder }) {
  const child = spawn(process.execPath, args, { cwd: join(root, folder), stdio: 'inherit' })
  const forward = (/** @type {NodeJS.Signals} */ signal) => {
    // A terminal sends its Ctrl-C to the child too; a second one would mean "at once".
    if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal)
  }
  for (const signal of forwardedSignals) process.on(signal, forward)
  const stopWatching = watchParent(() => child.kill('SIGTERM'))
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('exit', (code, signal) => {
      stopWatching()
      for (const each of forwardedSignals) process.off(each, forward)
      resolve({ code, signal })
    })
  })
}

/**
 * npm passes a SIGTERM to the shell that it has started, and dash dies of it without telling us.
 *
 * @param {() => void} onGone
 */
function watchParent(onGone) {
  if (process.env.npm_lifecycle_event === undefined) return () => undefined
  const parent = process.ppid
  const timer = setInterval(() => {
    if (process.ppid === parent) return
    clearInterval(timer)
    onGone()
  }, 100)
  return () => clearInterval(timer)
}

/** @param {string} file */
function requireFile(file) {
  if (!existsSync(join(root, file))) fail(`${file} is missing`)
  return file
}
