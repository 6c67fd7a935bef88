import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { resolveProgram } from './resolve-program.js'

const searchPath = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'

let folder: string

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'holdfast-resolve-'))
})

afterAll(() => {
  rmSync(folder, { recursive: true })
})

function file(name: string, mode: number): string {
  const path = join(folder, name)
  writeFileSync(path, '#!/bin/sh\n')
  chmodSync(path, mode)
  return path
}

describe('resolveProgram', () => {
  test('splits a line, and takes an array as it is', async () => {
    expect(await resolveProgram("/bin/sh -c 'exit 3'")).toEqual({
      ok: true,
      value: { path: '/bin/sh', args: ['-c', 'exit 3'] },
    })
    expect(await resolveProgram(['/bin/sh', "-c 'exit"])).toEqual({
      ok: true,
      value: { path: '/bin/sh', args: ["-c 'exit"] },
    })
  })

  test('looks for a name in the search path', async () => {
    expect(await resolveProgram('env')).toEqual({
      ok: true,
      value: { path: '/usr/bin/env', args: [] },
    })
    expect(await resolveProgram('no-such-command')).toEqual({
      ok: false,
      error: { code: 'notFound', message: `no-such-command is not in ${searchPath}` },
    })
  })

  test('leaves to the shell what is for the shell', async () => {
    const line = '</dev/tcp/127.0.0.1/80'
    const value = { path: '/bin/sh', args: ['-c', line] }
    expect(await resolveProgram(line)).toEqual({ ok: true, value })
    expect(await resolveProgram('a | b', { shell: true })).toEqual({
      ok: true,
      value: { path: '/bin/sh', args: ['-c', 'a | b'] },
    })
  })

  test('passes on who runs it, and with what environment', async () => {
    const identity = { uid: 65_534, gid: 65_534 }
    const environment = { A: '1' }
    expect(await resolveProgram('/bin/sh', { identity, environment })).toEqual({
      ok: true,
      value: { path: '/bin/sh', args: [], identity, environment },
    })
  })

  test('says why a file will never run', async () => {
    const plain = file('plain', 0o644)
    // Nobody who runs this test.
    const identity = { uid: 54_321, gid: 54_321 }
    const own = file('own', 0o700)
    expect(await resolveProgram(plain, { identity: { uid: 0, gid: 0 } })).toEqual({
      ok: false,
      error: { code: 'notExecutable', message: `${plain} is not executable for user 0, group 0` },
    })
    expect(await resolveProgram(own, { identity })).toMatchObject({
      ok: false,
      error: { message: `${own} is not executable for user 54321, group 54321` },
    })
    expect(await resolveProgram(folder)).toEqual({
      ok: false,
      error: { code: 'notExecutable', message: `${folder} is not a file` },
    })
    expect(await resolveProgram(join(folder, 'gone'))).toEqual({
      ok: false,
      error: { code: 'notFound', message: `${folder}/gone does not exist` },
    })
    expect(await resolveProgram("/bin/sh 'x")).toEqual({
      ok: false,
      error: {
        code: 'badQuoting',
        message: "the command line has a ' that is never closed: /bin/sh 'x",
      },
    })
    expect(await resolveProgram('  ')).toMatchObject({ ok: false, error: { code: 'empty' } })
  })

  test('with security, what runs as root may be changed by root alone', async () => {
    const open = file('open', 0o757)
    const root = { uid: 0, gid: 0 }
    // Without root the folder is another user's, which is no better.
    expect(await resolveProgram(open, { security: true, identity: root })).toMatchObject({
      ok: false,
      error: {
        code: 'insecure',
        message: expect.stringMatching(
          /is refused: what runs as root .* but .*(is writable by everybody|belongs to user)/,
        ) as string,
      },
    })
    const nobody = { uid: 65_534, gid: 65_534 }
    expect(await resolveProgram('/bin/sh', { security: true, identity: root })).toMatchObject({
      ok: true,
    })
    expect(await resolveProgram(open, { security: true, identity: nobody })).toMatchObject({
      ok: true,
    })
    expect(await resolveProgram(open, { identity: root })).toMatchObject({ ok: true })
  })
})
