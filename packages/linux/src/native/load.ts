import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { AddonMissingError } from './addon-missing-error.js'
import type { Addon } from './addon.js'

const require = createRequire(import.meta.url)

// As in scripts/build-addon.mjs.
const buildKey = `${process.platform}-${process.arch}-napi8`

let loaded: Addon | undefined

/** The addon, loaded when it is first needed; throws AddonMissingError. */
export function addon(): Addon {
  loaded ??= loadAddon(packageFolder())
  return loaded
}

/** A prebuild first, then what the installation compiled. */
export function loadAddon(folder: string): Addon {
  const prebuild = join(folder, 'prebuilds', `${process.platform}-${process.arch}`, 'holdfast.node')
  const build = join(folder, 'build', buildKey)
  const files = [prebuild, join(build, 'holdfast.node')].filter((file) => existsSync(file))
  const failures: unknown[] = []
  for (const file of files) {
    try {
      return require(file) as Addon
    } catch (error) {
      failures.push(error)
    }
  }
  if (failures.length === 0) throw new AddonMissingError(whyNotBuilt(join(build, 'why-not.txt')))
  const cause = failures.at(-1)
  throw new AddonMissingError(`it does not load: ${messageOf(cause)}`, { cause })
}

function packageFolder(): string {
  // By name, so that src, dist and a bundle of somebody's application all find the same folder.
  try {
    return dirname(require.resolve('@holdfast/linux/package.json'))
  } catch (cause) {
    throw new AddonMissingError(`its package is not there: ${messageOf(cause)}`, { cause })
  }
}

function whyNotBuilt(reasonFile: string): string {
  try {
    return readFileSync(reasonFile, 'utf8').trim()
  } catch {
    return `it was not built for ${buildKey}: the install script has not run here`
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error)
}
