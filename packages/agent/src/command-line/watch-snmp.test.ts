import { silentLogger } from '@holdfast/core'
import { SimCluster } from '@holdfast/vrrp/testing'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createAgent } from '../create-agent.js'
import type { Agent } from '../running/agent.js'
import type { SnmpSubagentOptions } from '../snmp/snmp-subagent.js'
import { watchSnmp } from './watch-snmp.js'
import { stopInTime } from '../testing/stop-in-time.js'

const config = `vrrp_instance VI_1 {
    interface eth0
    virtual_router_id 51
    virtual_ipaddress {
        192.0.2.100/24
    }
}
`
const withSnmp = `global_defs {
    enable_snmp_rfc
}
${config}`

let cluster: SimCluster
let agent: Agent
let warnings: string[]
const logger = { ...silentLogger, warn: (message: string) => void warnings.push(message) }

beforeEach(() => {
  cluster = new SimCluster()
  warnings = []
})

afterEach(async () => {
  await stopInTime(cluster, agent)
})

function make(text: string): void {
  agent = createAgent({ config: text, ports: cluster.addNode('a') })
}

test('what cannot be loaded is told of, and keeps nobody from starting', async () => {
  make(withSnmp)
  const gone = () => Promise.reject(new Error('the package was upgraded'))
  const snmp = await watchSnmp(agent, { logger }, gone)
  expect(warnings).toEqual(['SNMP cannot be loaded'])
  await agent.start()
  await agent.reload()
  await snmp.close()
  expect(warnings).toEqual(['SNMP cannot be loaded', 'SNMP cannot be loaded'])
})

test('turned on by a reload, it knows since when an instance is a master, and why', async () => {
  make(config)
  const opened: SnmpSubagentOptions[] = []
  class SnmpSubagent {
    constructor(_: Agent, options: SnmpSubagentOptions) {
      opened.push(options)
    }
    close = (): Promise<void> => Promise.resolve()
  }
  const load = () => Promise.resolve({ SnmpSubagent })
  const snmp = await watchSnmp(agent, { logger }, load)
  await agent.start()
  await cluster.advanceAsync(5000)
  expect(opened).toEqual([])
  await agent.apply(withSnmp)
  await snmp.close()
  expect(opened).toHaveLength(1)
  // By its own timer, as no other master was heard.
  expect(opened[0]?.notes.of('VI_1')).toEqual({
    newMasterReason: 3,
    protocolError: 0,
    upSince: 0,
  })
})
