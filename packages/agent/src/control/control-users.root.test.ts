import { execFile } from 'node:child_process'
import { chmodSync, chownSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { silentLogger } from '@holdfast/core'
import { SimCluster } from '@holdfast/vrrp/testing'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createAgent } from '../create-agent.js'
import type { Agent } from '../running/agent.js'
import { ControlServer } from './control-server.js'
import { stopInTime } from '../testing/stop-in-time.js'

// Other users of this machine, who must not steer an agent of root's unless they are let.

const nobody = 65_534
const run = promisify(execFile)

let cluster: SimCluster
let agent: Agent
let folder: string
let path: string
let server: ControlServer

beforeEach(async () => {
  cluster = new SimCluster()
  folder = mkdtempSync(join(tmpdir(), 'holdfast-users-'))
  // As /run/holdfast: everybody may look for the socket.
  chmodSync(folder, 0o755)
  path = join(folder, 'agent.sock')
  const config = `vrrp_instance VI_1 {
    interface eth0
    virtual_router_id 51
    virtual_ipaddress {
        192.0.2.100/24
    }
}
`
  agent = createAgent({ config, ports: cluster.addNode('a') })
  await agent.start()
  server = await ControlServer.open(agent, { path, logger: silentLogger })
  await cluster.advanceAsync(4000)
})

afterEach(async () => {
  await server.close()
  await stopInTime(cluster, agent)
  rmSync(folder, { recursive: true })
})

/** What another user is answered, or the code of the refusal; `groups` are those it is in besides. */
async function askAs(user: number, groups: readonly number[], request: object): Promise<string> {
  const client = `
    const socket = require('node:net').connect(process.argv[1], () => {
      socket.end(process.argv[2] + '\\n')
    })
    socket.on('error', (error) => console.log(error.code))
    socket.pipe(process.stdout)`
  const supplementary = groups.length === 0 ? '--clear-groups' : `--groups=${groups.join(',')}`
  const identity = [`--reuid=${user}`, `--regid=${user}`, supplementary]
  const words = [...identity, process.execPath, '-e', client, path, JSON.stringify(request)]
  const { stdout } = await run('setpriv', words, { timeout: 20_000 })
  return stdout.trim()
}

const demote = { do: 'demote', instance: 'VI_1', by: 'root' }
const advertsSent = (): number => agent.instance('VI_1').status().counters.advertSent

test('nobody else may even connect; adverts go on', async () => {
  const before = advertsSent()
  const answers = await Promise.all([
    askAs(nobody, [], demote),
    askAs(nobody, [0], demote),
    askAs(1, [nobody], { do: 'status' }),
  ])
  expect(answers).toEqual(['EACCES', 'EACCES', 'EACCES'])
  await cluster.advanceAsync(5000)
  expect(agent.instance('VI_1').state).toBe('MASTER')
  expect(advertsSent()).toBe(before + 5)
}, 30_000)

test('a group that the socket is given to may, and nobody beside it', async () => {
  const group = 4711
  chownSync(path, 0, group)
  chmodSync(path, 0o660)
  expect(await askAs(nobody, [], demote)).toBe('EACCES')
  expect(agent.instance('VI_1').state).toBe('MASTER')
  expect(await askAs(nobody, [group], demote)).toBe('{"ok":true,"value":["VI_1"]}')
  expect(agent.instance('VI_1').state).toBe('BACKUP')
  expect(agent.history('VI_1').at(-1)?.text).toBe('root: demote: done')
}, 30_000)
