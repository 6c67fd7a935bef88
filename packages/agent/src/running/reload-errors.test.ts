import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ConfigError } from '@holdfast/core'
import type { FileReader } from '@holdfast/core/config'
import { SimCluster } from '@holdfast/vrrp/testing'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createAgent } from '../create-agent.js'
import type { Agent } from './agent.js'
import { nodeFiles } from './node-files.js'
import { stopInTime } from '../testing/stop-in-time.js'

let cluster: SimCluster
let agent: Agent
let folder: string

const file = (): string => join(folder, 'a.conf')

const instance = (more: string): string => `vrrp_instance VI_1 {
    interface eth0
    virtual_router_id 51
    virtual_ipaddress {
        192.0.2.100/24
    }
    ${more}
}
`

/** Root may read anything, so that a refusal has to be made. */
let isDenied: boolean

const files: FileReader = {
  read: (path) =>
    isDenied
      ? { ok: false, error: { code: 'EACCES', message: 'permission denied' } }
      : nodeFiles.read(path),
  list: (directory) => nodeFiles.list(directory),
}

beforeEach(async () => {
  cluster = new SimCluster()
  isDenied = false
  folder = mkdtempSync(join(tmpdir(), 'holdfast-reload-'))
  writeFileSync(file(), instance('priority 150'))
  agent = createAgent({ config: { file: file() }, ports: cluster.addNode('a'), files })
  await agent.start()
  await cluster.advanceAsync(4000)
})

afterEach(async () => {
  await stopInTime(cluster, agent)
  rmSync(folder, { recursive: true })
})

interface Fault {
  readonly what: string
  /** Spoils the file. */
  readonly spoil: () => void
  readonly message: RegExp
}

const write = (text: string): void => writeFileSync(file(), text)

const faults: readonly Fault[] = [
  { what: 'a file that is gone', spoil: () => rmSync(file()), message: /a\.conf.*ENOENT/ },
  {
    what: 'a folder in its place',
    spoil: () => {
      rmSync(file())
      mkdirSync(file())
    },
    message: /it is a directory|EISDIR/,
  },
  {
    what: 'a file that must not be read',
    spoil: () => {
      isDenied = true
    },
    message: /a\.conf.*EACCES|permission denied/,
  },
  {
    what: 'an include of itself',
    spoil: () => write(`include a.conf\n${instance('priority 120')}`),
    message: /include-loop/,
  },
  {
    what: 'a brace that nobody closes',
    spoil: () => write(instance('priority 120').replace(/\}\n$/, '')),
    message: /a\.conf:1/,
  },
  {
    what: 'an unknown keyword',
    spoil: () => write(instance('frobnicate 1')),
    message: /frobnicate/,
  },
  { what: 'a value out of range', spoil: () => write(instance('priority 999')), message: /999/ },
  {
    what: 'two instances of one number',
    spoil: () => write(instance('') + instance('').replace('VI_1', 'VI_2')),
    message: /VI_[12]|51/,
  },
  {
    what: 'a group of an owner and others',
    spoil: () => {
      const second = instance('')
        .replace('VI_1', 'VI_2')
        .replace('51', '52')
        .replace('.100', '.101')
      const group = 'vrrp_sync_group G {\n group {\n VI_1\n VI_2\n }\n}\n'
      write(instance('priority 255') + second + group)
    },
    message: /mixed-owners/,
  },
  {
    what: 'more text than anybody writes',
    spoil: () => write(`${instance('priority 120')}${`#${'x'.repeat(99)}\n`.repeat(17 * 10_486)}`),
    message: /file-too-large/,
  },
  { what: 'no text at all', spoil: () => write('\0'.repeat(4096)), message: /a\.conf:1/ },
]

test.each(faults)(
  '$what: the old configuration goes on, and why is said',
  async ({ spoil, message }) => {
    const { configuration } = agent
    const before = agent.instance('VI_1').status()
    expect(before).toMatchObject({ state: 'MASTER', basePriority: 150 })
    spoil()
    const refused = agent.reload()
    await expect(refused).rejects.toThrow(message)
    await expect(refused).rejects.toBeInstanceOf(ConfigError)
    await cluster.advanceAsync(5000)
    const after = agent.instance('VI_1').status()
    expect(after).toMatchObject({ state: 'MASTER', basePriority: 150 })
    expect(after.counters.advertSent).toBe(before.counters.advertSent + 5)
    expect(agent.configuration).toBe(configuration)

    isDenied = false
    rmSync(file(), { recursive: true, force: true })
    write(instance('priority 140'))
    await agent.reload()
    expect(agent.instance('VI_1').status()).toMatchObject({ state: 'MASTER', basePriority: 140 })
  },
)
