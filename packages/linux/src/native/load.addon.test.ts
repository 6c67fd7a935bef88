import { spawnSync } from 'node:child_process'
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { HoldfastError } from '@holdfast/core'
import { AddonMissingError } from './addon-missing-error.js'
import { loadAddon } from './load.js'

const packageFolder = dirname(dirname(dirname(fileURLToPath(import.meta.url))))
const buildKey = `${process.platform}-${process.arch}-napi8`

/** A package as it is after it was unpacked: sources, scripts and dependencies, nothing built. */
let folder: string
let addonFile: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'holdfast-addon-'))
  addonFile = join(folder, 'build', buildKey, 'holdfast.node')
  for (const part of ['native', 'scripts', 'package.json']) {
    cpSync(join(packageFolder, part), join(folder, part), { recursive: true })
  }
  symlinkSync(join(packageFolder, 'node_modules'), join(folder, 'node_modules'))
})

afterEach(() => {
  rmSync(folder, { recursive: true })
})

function install(environment: NodeJS.ProcessEnv = {}): { status: number | null; stderr: string } {
  const { status, stderr } = spawnSync(process.execPath, ['scripts/build-addon.mjs'], {
    cwd: folder,
    env: { ...process.env, CFLAGS: '-O0', ...environment },
    encoding: 'utf8',
  })
  return { status, stderr }
}

function failure(): Error {
  try {
    loadAddon(folder)
  } catch (error) {
    if (error instanceof Error) return error
  }
  throw new Error('it loaded')
}

describe('the install script', () => {
  test('compiles without a warning, and what it compiled loads', () => {
    expect(install({ CFLAGS: '-Werror' })).toEqual({ status: 0, stderr: '' })
    expect(loadAddon(folder).interfaceIndex('lo')).toBeGreaterThan(0)
  })

  test('compiles again only when the sources have changed', () => {
    install()
    const first = statSync(addonFile).ino
    install()
    expect(statSync(addonFile).ino).toBe(first)
    const source = join(folder, 'native', 'addon.c')
    writeFileSync(source, `${readFileSync(source, 'utf8')}\n/* changed */\n`)
    install()
    expect(statSync(addonFile).ino).not.toBe(first)
  })

  test('replaces a build that does not load', () => {
    install()
    writeFileSync(addonFile, 'not a library')
    install()
    expect(loadAddon(folder).interfaceIndex('lo')).toBeGreaterThan(0)
  })

  test('takes a prebuild that loads, and compiles when it does not', () => {
    const prebuilds = join(folder, 'prebuilds', `${process.platform}-${process.arch}`)
    install()
    mkdirSync(prebuilds, { recursive: true })
    cpSync(addonFile, join(prebuilds, 'holdfast.node'))
    rmSync(join(folder, 'build'), { recursive: true })
    expect(install({ CC: '/nonexistent/cc' })).toEqual({ status: 0, stderr: '' })
    expect(loadAddon(folder).interfaceIndex('lo')).toBeGreaterThan(0)

    // In a file of its own: the loaded one must not change under this process.
    rmSync(join(prebuilds, 'holdfast.node'))
    writeFileSync(join(prebuilds, 'holdfast.node'), 'of another C library')
    expect(install()).toEqual({ status: 0, stderr: '' })
    expect(loadAddon(folder).interfaceIndex('lo')).toBeGreaterThan(0)
  })

  test('without a compiler ends well, and the loader says why and what to do', () => {
    const { status, stderr } = install({ CC: '/nonexistent/cc' })
    const reason = "the C compiler '/nonexistent/cc' could not be run"
    expect(status).toBe(0)
    expect(stderr).toContain(reason)
    expect(failure()).toBeInstanceOf(AddonMissingError)
    expect(HoldfastError.isHoldfastError(failure())).toBe(true)
    expect(failure()).toMatchObject({ code: 'ERR_HOLDFAST_ADDON', name: 'AddonMissingError' })
    for (const part of [reason, 'apt install gcc libc6-dev', 'npm rebuild @holdfast/linux']) {
      expect(failure().message).toContain(part)
    }
  })

  test('of sources that do not compile leaves no build of older ones behind', () => {
    install()
    writeFileSync(join(folder, 'native', 'addon.c'), '#error of this test')
    expect(install()).toMatchObject({ status: 0 })
    expect(failure().message).toContain('#error of this test')
  })

  test('of a folder without headers ends well', () => {
    rmSync(join(folder, 'node_modules'))
    expect(install({ NODE_PATH: '' })).toMatchObject({ status: 0 })
    expect(failure().message).toContain("Cannot find module 'node-api-headers/")
  })
})

describe('the loader', () => {
  test('says so when the install script has not run', () => {
    expect(failure().message).toContain(
      `it was not built for ${buildKey}: the install script has not run here`,
    )
  })

  test('does not look at what was built for another platform', () => {
    mkdirSync(join(folder, 'build', 'plan9-mips-napi8'), { recursive: true })
    writeFileSync(join(folder, 'build', 'plan9-mips-napi8', 'holdfast.node'), 'not for here')
    expect(failure().message).toContain('the install script has not run here')
  })

  test('says why a build does not load', () => {
    mkdirSync(dirname(addonFile), { recursive: true })
    writeFileSync(addonFile, 'not a library')
    expect(failure().message).toContain('it does not load: ')
    expect(failure().cause).toBeInstanceOf(Error)
  })
})

test('importing the package loads nothing', () => {
  const program = `
    import '@holdfast/linux'
    const { sharedObjects } = process.report.getReport()
    console.log(sharedObjects.some((file) => file.endsWith('holdfast.node')))`
  const { stdout } = spawnSync(
    process.execPath,
    ['--conditions=@holdfast/source', '--import', 'tsx', '--input-type=module', '-e', program],
    { encoding: 'utf8', cwd: import.meta.dirname },
  )
  expect(stdout).toBe('false\n')
})
