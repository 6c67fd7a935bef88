// How the addon is compiled: one call of the C compiler, with Node's headers from npm. node-gyp
// would want Python, make and a download for the same.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const packageFolder = dirname(dirname(fileURLToPath(import.meta.url)))
const sourceFolder = join(packageFolder, 'native')
const require = createRequire(import.meta.url)

/** The version of Node-API that the sources ask for. */
export const nodeApiVersion = 8

/** Folder and compiler flags of one platform; another one never looks there. */
export const buildKey = `${process.platform}-${process.arch}-napi${nodeApiVersion}`

const [command = 'cc', ...commandFlags] = words(process.env.CC ?? 'cc')
const flags = ['-std=gnu11', '-O2', '-fPIC', '-fvisibility=hidden', '-Wall', '-Wextra']

/**
 * Compiles the addon into the file `output`; returns why not when it could not.
 *
 * @param {string} output
 * @param {readonly string[]} [extraFlags]
 * @returns {string | undefined}
 */
export function compileAddon(output, extraFlags = []) {
  const headers = join(dirname(require.resolve('node-api-headers/package.json')), 'include')
  const sources = sourceFiles().filter((file) => file.endsWith('.c'))
  const given = words(process.env.CFLAGS ?? '')
  const args = [...commandFlags, ...flags, ...given, ...extraFlags, '-I', headers, '-shared']
  const { error, status, stderr } = spawnSync(command, [...args, '-o', output, ...sources], {
    encoding: 'utf8',
    env: { ...process.env, LC_ALL: 'C' },
  })
  if (error !== undefined) return `the C compiler '${command}' could not be run: ${error.message}`
  if (status !== 0) return `the C compiler '${command}' failed:\n${stderr.trim()}`
  return undefined
}

/** Changes with everything that the compiled addon is made of. */
export function sourceHash() {
  const hash = createHash('sha256')
  hash.update([process.env.CC, process.env.CFLAGS, ...flags].join(' '))
  for (const file of sourceFiles()) hash.update(`\0${file}\0`).update(readFileSync(file))
  return hash.digest('hex')
}

/**
 * Loads an addon into this process to see whether it fits; returns why not.
 *
 * @param {string} file
 * @returns {string | undefined}
 */
export function whyUnloadable(file) {
  try {
    require(file)
    return undefined
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

function sourceFiles() {
  return readdirSync(sourceFolder)
    .filter((name) => /\.[ch]$/.test(name))
    .sort()
    .map((name) => join(sourceFolder, name))
}

/** @param {string} text */
function words(text) {
  return text.split(/\s+/).filter((word) => word !== '')
}
