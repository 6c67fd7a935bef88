// What has to be there before a task can run: a Node that is new enough, and the dependencies.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fail, root, subfolders } from './steps.mjs'

/** @type {{ engines: { node: string }, packageManager: string }} */
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
const { engines } = manifest

/** The version of pnpm that the lockfile is made with, as `pnpm@<version>`. */
export const { packageManager } = manifest

// NODE_ENV=production of the surroundings must not leave out what the tasks need.
const installCommand = ['install', '--frozen-lockfile', '--prod=false']
const stampFile = join(root, 'node_modules', '.holdfast-stamp')

/** Node of the release that `engines` of package.json asks for, or newer. */
export function ensureNode() {
  const [wantedMajor, wantedMinor] = majorAndMinor(engines.node.replace('>=', ''))
  const [major, minor] = majorAndMinor(process.versions.node)
  if (major > wantedMajor || (major === wantedMajor && minor >= wantedMinor)) return
  fail(`Node ${engines.node} is needed, this is ${process.versions.node}: install a newer one`)
}

// What the optional backend on libpcap could not be built without, and can be now.
const buildNeeds = ['/usr/include/pcap.h', '/usr/bin/g++', '/usr/bin/make', '/usr/bin/python3']

/**
 * Installs when the lockfile, a manifest, Node or what addons are built with has changed since the last
 * installation.
 */
export function ensureDependencies() {
  const wanted = fingerprint()
  if (readIfThere(stampFile) === wanted) return
  console.error(`holdfast: installing dependencies with ${packageManager}`)
  const { error, status } = spawnSync('npx', ['--yes', packageManager, ...installCommand], {
    cwd: root,
    stdio: ['ignore', process.stderr, process.stderr],
    env: installEnvironment(),
    shell: process.platform === 'win32',
  })
  if (error !== undefined || status !== 0) {
    const reason = error === undefined ? `exit code ${status}` : error.message
    fail(
      `could not install dependencies (${reason}, see above): check the network; ` +
        `after a change of a package.json run: npx ${packageManager} install`,
    )
  }
  writeFileSync(stampFile, wanted)
}

/** Compiles the addon of Linux again when its sources have changed, or a compiler has come. */
export function ensureAddon() {
  if (process.platform !== 'linux') return
  const script = join(root, 'packages/linux/scripts/build-addon.mjs')
  spawnSync(process.execPath, [script], { stdio: ['ignore', process.stderr, process.stderr] })
}

/**
 * For whoever installs packages: addons are built with the headers that came with this Node, where it
 * has them, and nothing is downloaded for it.
 *
 * @returns {NodeJS.ProcessEnv}
 */
export function buildEnvironment() {
  const prefix = dirname(dirname(process.execPath))
  const hasHeaders = existsSync(join(prefix, 'include/node/node_version.h'))
  return hasHeaders ? { npm_config_nodedir: prefix, ...process.env } : process.env
}

function installEnvironment() {
  // Without CI, pnpm asks before it replaces a node_modules that another version has made.
  /** @type {NodeJS.ProcessEnv} */
  const environment = { ...buildEnvironment(), CI: 'true' }
  // `npm run --silent` would silence the reason of a failure as well.
  delete environment.npm_config_loglevel
  return environment
}

function fingerprint() {
  const folders = ['.', ...['packages', 'examples'].flatMap(workspaceFolders)]
  const manifests = folders.map((folder) => join(folder, 'package.json'))
  const hash = createHash('sha256')
  hash.update(`${process.version} ${process.platform} ${process.arch}`)
  hash.update(buildNeeds.filter((file) => existsSync(file)).join(' '))
  for (const file of ['pnpm-lock.yaml', 'pnpm-workspace.yaml', ...manifests]) {
    hash.update(`\0${file}\0`).update(readFileSync(join(root, file)))
  }
  return hash.digest('hex')
}

/** @param {string} parent */
function workspaceFolders(parent) {
  return subfolders(parent, 'package.json')
}

/** @param {string} version @returns {[number, number]} */
function majorAndMinor(version) {
  const [major, minor] = version.split('.').map(Number)
  return [major ?? 0, minor ?? 0]
}

/** @param {string} file */
function readIfThere(file) {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return undefined
  }
}
