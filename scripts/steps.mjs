// A step is one program with its arguments. Every step is run by this Node from a JavaScript entry
// file: no shell, no shims in .bin, so that arguments, signals and exit codes arrive as they are.
import { spawn } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
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
 * Runs every step, also after a failure, and ends this process as the steps ended. Those in a list of
 * their own need nothing of each other: the cores share them, and each says what it has to say at its
 * end.
 *
 * @param {readonly (Step | readonly Step[])[]} steps
 */
export async function runSteps(steps) {
  /** @type {string[]} */
  const failed = []
  let exitCode = 0
  const isSingle = steps.flat().length === 1
  const run = async (/** @type {Step} */ step, /** @type {boolean} */ isAlone) => {
    if (isAlone && !isSingle) console.error(`> ${step.title}`)
    const { code, signal } = await (isAlone ? runStep(step) : runQuietly(step))
    if (signal !== null) process.kill(process.pid, signal)
    if (code === 0) return
    exitCode = code ?? 1
    failed.push(step.title)
  }
  for (const group of steps) {
    const waiting = [group].flat()
    const isAlone = waiting.length === 1
    const work = async () => {
      for (let step = waiting.shift(); step; step = waiting.shift()) await run(step, isAlone)
    }
    await Promise.all(Array.from({ length: availableParallelism() }, work))
  }
  if (failed.length > 0 && !isSingle) {
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
 * @typedef {object} Outcome
 * @property {number | null} code
 * @property {NodeJS.Signals | null} signal
 */

/**
 * @param {Step} step
 * @returns {Promise<Outcome>}
 */
function runStep({ args, folder }) {
  return ended(spawn(process.execPath, args, { cwd: join(root, folder), stdio: 'inherit' }))
}

/**
 * @param {Step} step
 * @returns {Promise<Outcome>}
 */
async function runQuietly({ title, args, folder }) {
  const child = spawn(process.execPath, args, {
    cwd: join(root, folder),
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  /** @type {Buffer[]} */
  const said = []
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (/** @type {Buffer} */ chunk) => said.push(chunk))
  }
  const outcome = await ended(child)
  console.error(`> ${title}`)
  process.stdout.write(Buffer.concat(said))
  return outcome
}

/**
 * @param {import('node:child_process').ChildProcess} child
 * @returns {Promise<Outcome>}
 */
function ended(child) {
  const forward = (/** @type {NodeJS.Signals} */ signal) => {
    // A terminal sends its Ctrl-C to the child too; a second one would mean "at once".
    if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal)
  }
  for (const signal of forwardedSignals) process.on(signal, forward)
  const stopWatching = watchParent(() => child.kill('SIGTERM'))
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    // 'close', not 'exit': by then everything it said has been read.
    child.on('close', (code, signal) => {
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
