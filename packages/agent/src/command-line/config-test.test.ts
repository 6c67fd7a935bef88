import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { configTest } from './config-test.js'
import { parseCommandLine } from './parse-command-line.js'

let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'holdfast-config-test-'))
})

afterEach(() => {
  rmSync(folder, { recursive: true })
})

/** The exit code of `-t` on a file with this text, and the first line of what it says. */
function tried(text?: string): readonly [code: number, said: string] {
  const file = join(folder, 'a.conf')
  if (text !== undefined) writeFileSync(file, text)
  const command = parseCommandLine(['-t', '-f', file])
  if (command.kind !== 'configTest') throw new Error('it was asked for a test')
  const said: string[] = []
  const code = configTest({ options: command.options, print: (line) => said.push(line) })
  return [code, (said[0] ?? '').replace(folder, '')]
}

const instance = `vrrp_instance VI_1 {
    interface eth0
    virtual_router_id 51
    virtual_ipaddress {
        192.0.2.10/24
    }
}
`

test('a file without a mistake: 0', () => {
  expect(tried(instance)).toEqual([0, ''])
})

test('no file: 4, where keepalived says that all is well', () => {
  expect(tried()).toEqual([4, 'there is no configuration file /a.conf'])
})

test('an error: 5, and where it is', () => {
  const [code, said] = tried(instance.replace('51', '300'))
  expect(code).toBe(5)
  expect(said).toMatch(/^\/a\.conf:1:1: error: VI_1 has no valid `virtual_router_id`/)
})
