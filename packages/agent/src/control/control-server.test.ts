import { mkdtempSync, rmSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { silentLogger } from '@holdfast/core'
import { SimCluster } from '@holdfast/vrrp/testing'
import { expect, test } from 'vitest'
import { createAgent } from '../create-agent.js'
import { ControlServer } from './control-server.js'

test('the socket of somebody who is too busy to answer is left to them', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-busy-'))
  const path = join(folder, 'agent.sock')
  const busy = createServer((socket) => socket.destroy())
  try {
    await new Promise<void>((resolve) => busy.listen({ path, backlog: 1 }, resolve))
    const agent = createAgent({ config: '', ports: new SimCluster().addNode('a') })
    // All of it in one turn, so that none is accepted before all have come.
    for (let count = 0; count < 8; count++) connect(path).on('error', () => undefined)
    const second = ControlServer.open(agent, { path, logger: silentLogger })
    await expect(second).rejects.toThrow(`${path} belongs to an agent that runs`)
  } finally {
    await new Promise((resolve) => busy.close(resolve))
    rmSync(folder, { recursive: true })
  }
})
