import { plan, resolveVirtualServers } from '@holdfast/ipvs'
import { MemoryIpvs } from '@holdfast/ipvs/testing'
import { expect, test } from 'vitest'
import { listIpvs } from './list-ipvs.js'

function listed(ipvs: MemoryIpvs, json: boolean): readonly [code: number, said: string[]] {
  const said: string[] = []
  const say = (text: string): unknown => said.push(text)
  const code = listIpvs({ kind: 'listIpvs', json }, { print: say, complain: say }, () => ipvs)
  return [code, said]
}

test('the table, for people and for programs', () => {
  const ipvs = new MemoryIpvs()
  const destinations = [{ address: '198.51.100.1', weight: 3 }]
  ipvs.apply(plan([], resolveVirtualServers([{ service: 'tcp 192.0.2.10:80', destinations }])))
  expect(listed(ipvs, false)).toEqual([
    0,
    [
      `IP Virtual Server version 1.2.1 (size=4096)
Prot LocalAddress:Port Scheduler Flags
  -> RemoteAddress:Port           Forward Weight ActiveConn InActConn
TCP  192.0.2.10:80 wlc
  -> 198.51.100.1:80              Masq    3      0          0         `,
    ],
  ])
  const [, [text = '']] = listed(ipvs, true)
  expect(JSON.parse(text)).toMatchObject({
    version: '1.2.1',
    services: [
      {
        name: 'tcp 192.0.2.10:80',
        scheduler: 'wlc',
        statistics: { connections: 0 },
        destinations: [{ name: '198.51.100.1:80', weight: 3, forwarding: { method: 'masq' } }],
      },
    ],
  })
})

test('a kernel without IPVS says so', () => {
  const ipvs = new MemoryIpvs()
  ipvs.failNext('ENOENT')
  expect(listed(ipvs, false)).toEqual([1, ['ENOENT']])
})
