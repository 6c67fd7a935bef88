import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createAgent } from '../../src/index.js'
import type { Agent } from '../../src/index.js'
import { Neighbour, savedTable, setUpForwarding, until } from './neighbour.js'

// This process is the director: the namespace it is in has the virtual address and the kernel's table.
// A client and two servers are its neighbours, each behind an interface of its own.
const config = `
vrrp_instance VI_1 {
  state MASTER
  interface hfd-c
  virtual_router_id 51
  priority 150
  advert_int 1
  virtual_ipaddress {
    192.0.2.10/24
  }
}
virtual_server 192.0.2.10 80 {
  delay_loop 1
  warmup 0
  retry 1
  delay_before_retry 1
  connect_timeout 1
  lvs_sched rr
  lvs_method NAT
  protocol TCP
  sorry_server 10.0.1.2 8081
  real_server 10.0.1.2 8080 {
    TCP_CHECK {
    }
  }
  real_server 10.0.2.2 8080 {
    TCP_CHECK {
    }
  }
}
`
const service = '-A -t 192.0.2.10:80 -s rr'
const entry = (server: string): string => `-a -t 192.0.2.10:80 -r ${server} -m -w 1`
/** delay_loop, delay_before_retry and connect_timeout, and thrice that where a kernel is emulated. */
const noticedMs = 3 * (1000 + 1000 + 1000)

const stateDirectory = mkdtempSync(join(tmpdir(), 'holdfast-director-'))
let client: Neighbour
let one: Neighbour
let two: Neighbour
let agent: Agent

beforeAll(async () => {
  setUpForwarding()
  client = new Neighbour('c', '192.0.2.1/24', '192.0.2.100/24')
  one = new Neighbour('s1', '10.0.1.1/24', '10.0.1.2/24')
  two = new Neighbour('s2', '10.0.2.1/24', '10.0.2.2/24')
  await Promise.all([one.serve(8080, 'one'), one.serve(8081, 'sorry'), two.serve(8080, 'two')])
  await client.openClient()
  agent = createAgent({ config, linux: { stateDirectory, stateKey: 'director' } })
  await agent.start()
})

afterAll(async () => {
  await agent.stop()
  for (const neighbour of [client, one, two]) neighbour.remove()
  rmSync(stateDirectory, { recursive: true, force: true })
  expect(savedTable()).toEqual([])
})

test('a director: the table, the spread, a server that dies and returns, and the sorry server', async () => {
  const both = [service, entry('10.0.1.2:8080'), entry('10.0.2.2:8080')]
  expect(savedTable()).toEqual(both)
  await until(() => agent.instance('VI_1').state === 'MASTER', 20_000)
  const answers = await client.ask('http://192.0.2.10/', 20)
  expect(answers.filter((answer) => answer === 'one')).toHaveLength(10)
  expect(answers.filter((answer) => answer === 'two')).toHaveLength(10)

  one.stopServing(8080)
  await until(() => !savedTable().includes(entry('10.0.1.2:8080')), noticedMs)
  expect(savedTable()).toEqual([service, entry('10.0.2.2:8080')])
  expect(new Set(await client.ask('http://192.0.2.10/', 20))).toEqual(new Set(['two']))
  const [status] = agent.status().virtualServers
  expect(status?.servers.map(({ name, isUp }) => `${name} ${isUp}`)).toEqual([
    '10.0.1.2:8080 false',
    '10.0.2.2:8080 true',
  ])

  two.stopServing(8080)
  await until(() => savedTable().includes(entry('10.0.1.2:8081')), noticedMs)
  expect(savedTable()).toEqual([service, entry('10.0.1.2:8081')])
  expect(new Set(await client.ask('http://192.0.2.10/', 5))).toEqual(new Set(['sorry']))

  await Promise.all([one.serve(8080, 'one'), two.serve(8080, 'two')])
  await until(() => savedTable().length === 3, noticedMs)
  expect([...savedTable()].sort()).toEqual(both)
  expect(new Set(await client.ask('http://192.0.2.10/', 10))).toEqual(new Set(['one', 'two']))
})
