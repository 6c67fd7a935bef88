// Runs when the package is installed. Whatever happens it exits with 0: a program that only imports
// the package, or runs on another system, must be installable; what is missing is told at use.
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  buildKey,
  compileAddon,
  packageFolder,
  sourceHash,
  whyUnloadable,
} from './addon-compiler.mjs'

const prebuild = join(
  packageFolder,
  'prebuilds',
  `${process.platform}-${process.arch}`,
  'holdfast.node',
)
const folder = join(packageFolder, 'build', buildKey)
const addon = join(folder, 'holdfast.node')
const hashFile = join(folder, 'sources.sha256')
const reasonFile = join(folder, 'why-not.txt')

try {
  mkdirSync(folder, { recursive: true })
  const reason = build()
  if (reason === undefined) rmSync(reasonFile, { force: true })
  else giveReason(reason)
} catch (error) {
  giveReason(String(error))
}

/** Returns why there is no addon, if there is none. */
function build() {
  if (process.platform !== 'linux') return `this is ${process.platform}, and it needs Linux`
  if (existsSync(prebuild) && whyUnloadable(prebuild) === undefined) return undefined
  const hash = sourceHash()
  if (readIfThere(hashFile) === hash && whyUnloadable(addon) === undefined) return undefined
  // Under its own name first: another installation may be at work, another process may have it open.
  const fresh = join(folder, `holdfast-${process.pid}.node`)
  const failure = compileAddon(fresh) ?? whyUnloadable(fresh)
  if (failure === undefined) {
    renameSync(fresh, addon)
    writeFileSync(hashFile, hash)
    return undefined
  }
  // What earlier sources made must not be taken for these.
  for (const file of [fresh, addon, hashFile]) rmSync(file, { force: true })
  return failure
}

/** @param {string} reason */
function giveReason(reason) {
  console.warn(`@holdfast/linux: the native addon was not built: ${reason}`)
  try {
    writeFileSync(reasonFile, `${reason}\n`)
  } catch {
    // A folder that cannot be written to: then the error at use gives no reason.
  }
}

/** @param {string} file */
function readIfThere(file) {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return undefined
  }
}
