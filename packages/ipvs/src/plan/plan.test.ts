import { describe, expect, test } from 'vitest'
import { resolveVirtualServers } from '../model/resolve.js'
import type { DestinationConfig, VirtualServerConfig } from '../model/config.js'
import type { VirtualServer } from '../model/virtual-server.js'
import { applyOperations } from './apply.js'
import type { Operation } from './operation.js'
import { plan } from './plan.js'

const everything = { isOurs: () => true }

function web(
  destinations: readonly (string | DestinationConfig)[],
  config: Partial<VirtualServerConfig> = {},
): VirtualServer {
  const [server] = resolveVirtualServers([
    {
      service: 'tcp 192.0.2.10:80',
      destinations: destinations.map((each) =>
        typeof each === 'string' ? { address: each } : each,
      ),
      ...config,
    },
  ])
  if (server === undefined) throw new Error('it was resolved')
  return server
}

/** `add 198.51.100.1`, `edit 198.51.100.1=5`, `delete 198.51.100.1`, `add service` ... */
function inWords(operations: readonly Operation[]): readonly string[] {
  return operations.map((operation) => {
    const verb = operation.type.replace(/Service|Destination/, '')
    if (!('destination' in operation)) return `${verb} service`
    const weight = 'weight' in operation.destination ? `=${operation.destination.weight}` : ''
    return `${verb} ${operation.destination.address}${weight}`
  })
}

describe('a plan', () => {
  test('from nothing adds the service before its servers', () => {
    const operations = plan([], [web(['198.51.100.1', '198.51.100.2'])])
    expect(inWords(operations)).toEqual(['add service', 'add 198.51.100.1=1', 'add 198.51.100.2=1'])
  })

  test('for what is as it should be is empty, whatever the order of the servers', () => {
    expect(
      plan([web(['198.51.100.1', '198.51.100.2'])], [web(['198.51.100.2', '198.51.100.1'])]),
    ).toEqual([])
  })

  test('is one change for one server', () => {
    const before = web(['198.51.100.1', '198.51.100.2'])
    const id = before.service.id
    const heavier = web(['198.51.100.1', { address: '198.51.100.2', weight: 7 }])
    expect(plan([before], [heavier])).toEqual([
      {
        type: 'editDestination',
        id,
        destination: {
          address: '198.51.100.2',
          port: 80,
          forwarding: { method: 'masq' },
          weight: 7,
          upperThreshold: 0,
          lowerThreshold: 0,
        },
      },
    ])
    expect(plan([before], [web(['198.51.100.1'])])).toEqual([
      { type: 'deleteDestination', id, destination: { address: '198.51.100.2', port: 80 } },
    ])
    const more = web(['198.51.100.1', '198.51.100.2', '198.51.100.3'])
    expect(inWords(plan([before], [more]))).toEqual(['add 198.51.100.3=1'])
  })

  test('brings servers before it takes others away', () => {
    const before = web([
      { address: '198.51.100.1', weight: 5 },
      { address: '198.51.100.2', weight: 0 },
      '198.51.100.3',
    ])
    const after = web([
      { address: '198.51.100.1', weight: 0 },
      { address: '198.51.100.2', weight: 5 },
      '198.51.100.4',
    ])
    expect(inWords(plan([before], [after]))).toEqual([
      'add 198.51.100.4=1',
      'edit 198.51.100.2=5',
      'edit 198.51.100.1=0',
      'delete 198.51.100.3',
    ])
  })

  test.each<[string, Partial<VirtualServerConfig>]>([
    ['scheduler', { scheduler: 'rr' }],
    ['flags', { scheduler: 'wlc', schedulerFlags: ['flag-3'] }],
    ['persistence', { persistenceTimeoutMs: 60_000 }],
  ])('edits the service alone when its %s changes', (_, config) => {
    expect(inWords(plan([web(['198.51.100.1'])], [web(['198.51.100.1'], config)]))).toEqual([
      'edit service',
    ])
  })

  test.each<[string, DestinationConfig['forwarding']]>([
    ['method', 'direct'],
    ['type of tunnel', { method: 'tunnel', type: 'gre', checksum: 'csum' }],
    ['port of its tunnel', { method: 'tunnel', type: 'gue', port: 6081 }],
    ['checksum of its tunnel', { method: 'tunnel', type: 'gue', port: 6080, checksum: 'csum' }],
  ])('edits a server when the %s changes', (_, forwarding) => {
    const gue = { method: 'tunnel', type: 'gue', port: 6080 } as const
    const before = web([{ address: '198.51.100.1', forwarding: gue }])
    const after = web([
      { address: '198.51.100.1', ...(forwarding === undefined ? {} : { forwarding }) },
    ])
    expect(inWords(plan([before], [after]))).toEqual(['edit 198.51.100.1=1'])
    expect(plan([after], [after])).toEqual([])
  })

  test('leaves services alone that are not ours', () => {
    const foreign = web(['198.51.100.1'], { service: 'udp 192.0.2.10:53' })
    const ours = web(['198.51.100.1'], { service: 'tcp 192.0.2.10:443' })
    const desired = web(['198.51.100.1'])
    expect(inWords(plan([foreign, ours], [desired]))).toEqual(['add service', 'add 198.51.100.1=1'])
    const isOurs = { isOurs: (id: object) => id === ours.service.id }
    expect(plan([foreign, ours], [], isOurs)).toEqual([
      { type: 'deleteService', id: ours.service.id },
    ])
  })

  test('takes services away last, with all their servers at once', () => {
    const old = web(['198.51.100.1', '198.51.100.2'], { service: 'fwmark 7' })
    expect(inWords(plan([old], [web(['198.51.100.1'])], everything))).toEqual([
      'add service',
      'add 198.51.100.1=1',
      'delete service',
    ])
  })
})

describe('a table that is changed', () => {
  test('has what was added, edited and deleted', () => {
    const before = [web(['198.51.100.1']), web(['198.51.100.9'], { service: 'fwmark 7' })]
    const after = [web(['198.51.100.2'], { scheduler: 'rr' })]
    expect(applyOperations(before, plan(before, after, everything))).toEqual(after)
  })

  test('takes no harm from changes that the kernel would refuse', () => {
    const table = [web(['198.51.100.1'])]
    const other = web(['198.51.100.2'], { service: 'fwmark 7' })
    const [destination] = other.destinations
    if (destination === undefined) throw new Error('there is one')
    const { service } = web([], { scheduler: 'rr' })
    expect(
      applyOperations(table, [
        { type: 'addService', service },
        { type: 'editService', service: other.service },
        { type: 'addDestination', id: other.service.id, destination },
        { type: 'editDestination', id: service.id, destination },
        { type: 'deleteDestination', id: service.id, destination },
        { type: 'deleteService', id: other.service.id },
      ]),
    ).toEqual(table)
  })
})
