import { SimClock } from '@holdfast/core/testing'
import { MemoryJournal } from '@holdfast/linux'
import type { JournalEntry } from '@holdfast/linux'
import { beforeEach, describe, expect, test } from 'vitest'
import type { DestinationConfig, VirtualServerConfig } from '../model/config.js'
import { formatDestinationId } from '../model/destination.js'
import { resolveVirtualServers } from '../model/resolve.js'
import { formatServiceId, parseServiceId } from '../model/service.js'
import type { ServiceId } from '../model/service.js'
import type { VirtualServer } from '../model/virtual-server.js'
import type { Operation } from '../plan/operation.js'
import { plan } from '../plan/plan.js'
import { MemoryIpvs } from '../testing/memory-ipvs.js'
import { KernelVirtualServers } from './kernel-virtual-servers.js'
import type { KernelVirtualServersOptions } from './kernel-virtual-servers.js'
import type { VirtualServersOutcome } from './virtual-servers.js'

const name = 'tcp 192.0.2.10:80'
const dns = 'udp 192.0.2.10:53'

function server(
  servers: readonly (string | DestinationConfig)[],
  config: Partial<VirtualServerConfig> = {},
): VirtualServer {
  const destinations = servers.map((each) => (typeof each === 'string' ? { address: each } : each))
  const [resolved] = resolveVirtualServers([{ service: name, destinations, ...config }])
  if (resolved === undefined) throw new Error('it was resolved')
  return resolved
}

function idOf(text: string): ServiceId {
  const id = parseServiceId(text)
  if (id === undefined) throw new Error('it was parsed')
  return id
}

function entry(service: string): JournalEntry {
  return { kind: 'virtualService', service }
}

class Stage {
  readonly ipvs = new MemoryIpvs()
  readonly clock = new SimClock()
  readonly journal: MemoryJournal
  readonly repairs: (readonly Operation[])[] = []
  readonly servers: KernelVirtualServers

  constructor(options: KernelVirtualServersOptions = {}, leftovers: readonly string[] = []) {
    this.journal = new MemoryJournal(leftovers.map(entry))
    this.servers = this.another(options)
  }

  another(options: KernelVirtualServersOptions = {}): KernelVirtualServers {
    const { clock, journal } = this
    const onRepair = (operations: readonly Operation[]): unknown => this.repairs.push(operations)
    return new KernelVirtualServers(this.ipvs, { clock, journal, onRepair, ...options })
  }

  hold(owner: string, ...desired: readonly VirtualServer[]): VirtualServersOutcome {
    let outcome: VirtualServersOutcome | undefined
    this.servers.hold(owner, desired, (answer) => (outcome = answer))
    if (outcome === undefined) throw new Error('there was no answer')
    return outcome
  }

  /** Puts it there as somebody else would. */
  byHand(...there: readonly VirtualServer[]): void {
    this.ipvs.changeByHand(...plan([], there))
  }

  /** `198.51.100.1:80=1`, by service. */
  get table(): Readonly<Record<string, readonly string[]>> {
    return Object.fromEntries(
      this.ipvs.table.map(({ service, destinations }) => [
        formatServiceId(service.id),
        destinations.map((each) => `${formatDestinationId(each)}=${each.weight}`),
      ]),
    )
  }

  /** What was asked for since the last look. */
  asked(): readonly string[] {
    return this.ipvs.asked.splice(0).map(({ type }) => type)
  }
}

let stage: Stage

beforeEach(() => {
  stage = new Stage()
})

describe('holding', () => {
  test('makes the kernel equal to what is desired, and nothing when it is', () => {
    expect(stage.hold('web', server(['198.51.100.1', '198.51.100.2']))).toEqual({ ok: true })
    expect(stage.table).toEqual({ [name]: ['198.51.100.1:80=1', '198.51.100.2:80=1'] })
    expect(stage.asked()).toEqual(['addService', 'addDestination', 'addDestination'])
    expect(stage.hold('web', server(['198.51.100.2', '198.51.100.1']))).toEqual({ ok: true })
    expect(stage.asked()).toEqual([])
  })

  test('changes one server by one message, and reads nothing for it', () => {
    stage.hold('web', server(['198.51.100.1', '198.51.100.2']))
    stage.asked()
    const readings = stage.ipvs.readings
    stage.hold('web', server(['198.51.100.1', { address: '198.51.100.2', weight: 0 }]))
    stage.hold('web', server(['198.51.100.1']))
    expect(stage.asked()).toEqual(['editDestination', 'deleteDestination'])
    expect(stage.ipvs.readings).toBe(readings)
  })

  test('keeps the services of others, who hold theirs and let go of them', () => {
    stage.hold('web', server(['198.51.100.1']))
    stage.hold('dns', server(['198.51.100.1'], { service: dns }))
    stage.hold('web')
    expect(stage.table).toEqual({ [dns]: ['198.51.100.1:53=1'] })
    expect(stage.hold('web', server([], { service: dns }))).toEqual({
      ok: false,
      failures: [
        {
          subject: dns,
          code: 'EADDRINUSE',
          message: 'udp 192.0.2.10:53 is held by dns already',
          isRetried: false,
        },
      ],
    })
    expect(stage.table).toEqual({ [dns]: ['198.51.100.1:53=1'] })
  })

  test('leaves alone what somebody else has put there', () => {
    stage.byHand(server(['203.0.113.1'], { service: dns }))
    stage.hold('web', server(['198.51.100.1']))
    stage.servers.close()
    expect(stage.table).toEqual({ [dns]: ['203.0.113.1:53=1'] })
  })

  test('refuses a service that somebody else has put there, and holds the rest', () => {
    stage.byHand(server(['203.0.113.1'], { service: dns }))
    const outcome = stage.hold(
      'web',
      server(['198.51.100.1']),
      server(['198.51.100.1'], { service: dns }),
    )
    expect(outcome).toMatchObject({
      ok: false,
      failures: [{ subject: dns, code: 'EEXIST', isRetried: false }],
    })
    expect(stage.table).toEqual({ [name]: ['198.51.100.1:80=1'], [dns]: ['203.0.113.1:53=1'] })
  })

  test('takes it over where it may', () => {
    stage = new Stage({ whenForeign: 'takeOver' })
    stage.byHand(server(['203.0.113.1', '198.51.100.1']))
    expect(stage.hold('web', server(['198.51.100.1', '198.51.100.2']))).toEqual({ ok: true })
    expect(stage.asked()).toEqual(['addDestination', 'deleteDestination'])
  })

  test('never takes over what another living process holds', () => {
    stage = new Stage({ whenForeign: 'takeOver' })
    stage.byHand(server(['203.0.113.1']))
    stage.journal.claimedByOthers.add(`virtual service ${name}`)
    expect(stage.hold('web', server(['198.51.100.1']))).toMatchObject({
      failures: [{ code: 'EADDRINUSE', message: `${name} is held by another process already` }],
    })
    expect(stage.table).toEqual({ [name]: ['203.0.113.1:80=1'] })
  })
})

describe('what the kernel refuses', () => {
  test('is told, for the service alone, and tried again', () => {
    stage.ipvs.schedulers.delete('mh')
    const outcome = stage.hold('web', server(['198.51.100.1'], { scheduler: 'mh' }))
    expect(outcome).toMatchObject({
      ok: false,
      failures: [{ subject: name, code: 'ENOENT', isRetried: true }],
    })
    stage.ipvs.schedulers.add('mh')
    stage.clock.advance(10_000)
    expect(stage.table).toEqual({ [name]: ['198.51.100.1:80=1'] })
    expect(stage.repairs).toEqual([])
  })

  test('of a destination is told with its service', () => {
    const [destination] = server(['198.51.100.1']).destinations
    if (destination === undefined) throw new Error('there is one')
    const unruly = { ...destination, lowerThreshold: 3 }
    expect(stage.hold('web', { ...server([]), destinations: [unruly] })).toMatchObject({
      failures: [{ subject: `198.51.100.1:80 of ${name}`, code: 'ERANGE' }],
    })
  })

  test('is not tried again where nothing is verified', () => {
    stage = new Stage({ verifyIntervalMs: 0 })
    stage.ipvs.schedulers.clear()
    expect(stage.hold('web', server([]))).toMatchObject({ failures: [{ isRetried: false }] })
    expect(stage.clock.nextEventAt).toBe(0) // the leftovers, and no timer
    stage.clock.advance(0)
    expect(stage.clock.nextEventAt).toBeUndefined()
  })

  test('may be everything: a kernel without IPVS fails each', () => {
    stage.ipvs.failNext('ENOENT')
    expect(stage.hold('web', server([]), server([], { service: dns }))).toMatchObject({
      failures: [
        { subject: name, code: 'ENOENT' },
        { subject: dns, code: 'ENOENT' },
      ],
    })
    expect(stage.hold('web', server([]))).toEqual({ ok: true })
  })
})

describe('a table that is not what it was', () => {
  test.each<[string, Operation]>([
    [
      'a server was deleted',
      {
        type: 'deleteDestination',
        id: idOf(name),
        destination: { address: '198.51.100.1', port: 80 },
      },
    ],
    ['the service was deleted', { type: 'deleteService', id: idOf(name) }],
  ])('is read when an answer does not fit: %s', (_, change) => {
    stage.hold('web', server(['198.51.100.1', '198.51.100.2']))
    stage.ipvs.changeByHand(change)
    expect(
      stage.hold('web', server([{ address: '198.51.100.1', weight: 5 }, '198.51.100.2'])),
    ).toEqual({ ok: true })
    expect(stage.table).toEqual({
      [name]: expect.arrayContaining(['198.51.100.1:80=5', '198.51.100.2:80=1']) as unknown,
    })
  })

  test('is read when an answer was lost, and nothing is done twice', () => {
    stage.ipvs.loseAnswer(1)
    expect(stage.hold('web', server(['198.51.100.1', '198.51.100.2']))).toEqual({ ok: true })
    expect(stage.asked()).toEqual(['addService', 'addDestination', 'addDestination'])
    expect(stage.table).toEqual({ [name]: ['198.51.100.1:80=1', '198.51.100.2:80=1'] })
  })

  test('is given up when it never fits', () => {
    stage.hold('web', server([]))
    const lose = stage.ipvs.apply.bind(stage.ipvs)
    stage.ipvs.apply = (operations) => {
      const outcomes = lose(operations)
      stage.ipvs.changeByHand({ type: 'deleteService', id: idOf(name) })
      return outcomes
    }
    stage.ipvs.changeByHand({ type: 'deleteService', id: idOf(name) })
    stage.hold('web', server([], { scheduler: 'rr' }))
    expect(stage.asked().length).toBeLessThan(10)
  })

  test('is put right at the next verification, which tells of it', () => {
    stage.hold('web', server(['198.51.100.1']))
    stage.byHand(server(['203.0.113.1'], { service: dns }))
    stage.ipvs.changeByHand(
      ...plan([server(['198.51.100.1'])], [server(['203.0.113.9'], { scheduler: 'rr' })]),
    )
    stage.clock.advance(9_999)
    expect(stage.repairs).toEqual([])
    stage.clock.advance(1)
    expect(stage.repairs.map((each) => each.map(({ type }) => type))).toEqual([
      ['editService', 'addDestination', 'deleteDestination'],
    ])
    expect(stage.table).toEqual({ [name]: ['198.51.100.1:80=1'], [dns]: ['203.0.113.1:53=1'] })
    stage.clock.advance(60_000)
    expect(stage.repairs).toHaveLength(1)
  })

  test('is put right on demand', () => {
    stage.hold('web', server(['198.51.100.1']))
    expect(stage.servers.verify()).toEqual([])
    stage.ipvs.flush()
    expect(stage.servers.verify().map(({ type }) => type)).toEqual(['addService', 'addDestination'])
    expect(stage.table).toEqual({ [name]: ['198.51.100.1:80=1'] })
  })

  test('is asked again later when it cannot be asked now', () => {
    stage.hold('web', server(['198.51.100.1']))
    stage.ipvs.flush()
    stage.ipvs.failNext('ENOMEM')
    stage.clock.advance(10_000)
    expect(stage.table).toEqual({})
    stage.clock.advance(10_000)
    expect(stage.table).toEqual({ [name]: ['198.51.100.1:80=1'] })
  })
})

describe('draining', () => {
  const draining = { drainMs: 60_000 }

  test('a server without connections goes at the first count', () => {
    stage.hold('web', server(['198.51.100.1', '198.51.100.2'], draining))
    stage.asked()
    expect(stage.hold('web', server(['198.51.100.2'], draining))).toEqual({ ok: true })
    expect(stage.asked()).toEqual(['editDestination'])
    expect(stage.table[name]).toEqual(['198.51.100.1:80=0', '198.51.100.2:80=1'])
    stage.clock.advance(999)
    expect(stage.table[name]).toHaveLength(2)
    stage.clock.advance(1)
    expect(stage.table[name]).toEqual(['198.51.100.2:80=1'])
  })

  test.each([{ active: 1 }, { inactive: 1 }])('a server with connections stays: %o', (counts) => {
    const leaving = { address: '198.51.100.1', port: 80 }
    stage.hold('web', server(['198.51.100.1', '198.51.100.2'], draining))
    stage.ipvs.setConnections(idOf(name), leaving, counts)
    stage.hold('web', server(['198.51.100.2'], draining))
    stage.clock.advance(30_000)
    expect(stage.table[name]).toEqual(['198.51.100.1:80=0', '198.51.100.2:80=1'])
    stage.ipvs.setConnections(idOf(name), leaving, { persistent: 3 })
    stage.clock.advance(1_000)
    expect(stage.table[name]).toEqual(['198.51.100.2:80=1'])
  })

  test('ends when the time is over, counted from when it began', () => {
    stage.hold('web', server(['198.51.100.1', '198.51.100.2'], draining))
    stage.ipvs.setConnections(idOf(name), { address: '198.51.100.1', port: 80 }, { active: 9 })
    stage.hold('web', server(['198.51.100.2'], draining))
    stage.clock.advance(20_000)
    stage.hold('web', server(['198.51.100.2', '198.51.100.3'], draining))
    stage.clock.advance(39_999)
    expect(stage.table[name]).toHaveLength(3)
    stage.clock.advance(1)
    expect(stage.table[name]).toEqual(['198.51.100.2:80=1', '198.51.100.3:80=1'])
    expect(stage.servers.verify()).toEqual([])
  })

  test('is called off when the server is wanted again', () => {
    const both = server(['198.51.100.1', '198.51.100.2'], draining)
    stage.hold('web', both)
    stage.ipvs.setConnections(idOf(name), { address: '198.51.100.1', port: 80 }, { active: 9 })
    stage.hold('web', server(['198.51.100.2'], draining))
    stage.hold('web', both)
    stage.clock.advance(120_000)
    expect(stage.table[name]).toEqual(['198.51.100.1:80=1', '198.51.100.2:80=1'])
  })

  test('of a whole service keeps it for as long', () => {
    stage.hold('web', server(['198.51.100.1'], draining))
    stage.ipvs.setConnections(idOf(name), { address: '198.51.100.1', port: 80 }, { active: 1 })
    stage.hold('web')
    expect(stage.table).toEqual({ [name]: ['198.51.100.1:80=0'] })
    expect(stage.journal.entries).toEqual([entry(name)])
    stage.clock.advance(60_000)
    expect(stage.table).toEqual({})
    expect(stage.journal.entries).toEqual([])
    expect(stage.clock.nextEventAt).toBeUndefined()
  })

  test('is cut short by the end of the process', () => {
    stage.hold('web', server(['198.51.100.1'], draining))
    stage.ipvs.setConnections(idOf(name), { address: '198.51.100.1', port: 80 }, { active: 1 })
    stage.hold('web')
    stage.servers.releaseNow()
    expect(stage.table).toEqual({})
  })

  test('is not what happens without a time for it', () => {
    stage.hold('web', server(['198.51.100.1', '198.51.100.2']))
    stage.hold('web', server(['198.51.100.2']))
    expect(stage.table[name]).toEqual(['198.51.100.2:80=1'])
  })

  test('is what the last word on it says', () => {
    stage.hold('web', server(['198.51.100.1', '198.51.100.2'], draining))
    stage.hold('web', server(['198.51.100.2']))
    expect(stage.table[name]).toEqual(['198.51.100.2:80=1'])
    stage.hold('web', server([], draining))
    expect(stage.table[name]).toEqual(['198.51.100.2:80=0'])
  })
})

describe('after a crash', () => {
  test('what is held again is adopted with the fewest changes, the rest is removed', () => {
    stage = new Stage({}, [name, dns, 'fwmark 7 inet'])
    stage.byHand(
      server(['198.51.100.1', '203.0.113.1']),
      server(['198.51.100.1'], { service: dns }),
      server(['203.0.113.1'], { service: 'fwmark 9' }),
    )
    expect(stage.hold('web', server(['198.51.100.1', '198.51.100.2']))).toEqual({ ok: true })
    expect(stage.asked()).toEqual(['addDestination', 'deleteDestination'])
    stage.clock.advance(0)
    expect(stage.table).toEqual({
      [name]: ['198.51.100.1:80=1', '198.51.100.2:80=1'],
      'fwmark 9 inet': ['203.0.113.1:0=1'],
    })
    expect(stage.journal.entries).toEqual([entry(name)])
  })

  test('what another living process has taken is left to it', () => {
    stage = new Stage({}, [name])
    stage.byHand(server(['198.51.100.1']))
    stage.journal.claimedByOthers.add(`virtual service ${name}`)
    stage.servers.recover()
    stage.clock.advance(0)
    expect(stage.table).toEqual({ [name]: ['198.51.100.1:80=1'] })
    expect(stage.journal.entries).toEqual([])
  })

  test('everything is removed where nothing is held', () => {
    stage = new Stage({}, [name, 'no service'])
    stage.byHand(server(['198.51.100.1']))
    stage.servers.recover()
    stage.clock.advance(0)
    expect(stage.table).toEqual({})
  })

  test('the journal knows of a service before the kernel does', () => {
    const apply = stage.ipvs.apply.bind(stage.ipvs)
    const seen: unknown[] = []
    stage.ipvs.apply = (operations) => {
      seen.push(stage.journal.entries)
      return apply(operations)
    }
    stage.hold('web', server([]))
    stage.hold('web')
    expect(seen).toEqual([[entry(name)], [entry(name)]])
    expect(stage.journal.entries).toEqual([])
  })

  test('a run that leaves everything is followed by one that adopts it', () => {
    stage.hold('web', server(['198.51.100.1']))
    stage.servers.close({ release: false })
    expect(stage.clock.nextEventAt).toBe(0)
    expect(stage.table).toEqual({ [name]: ['198.51.100.1:80=1'] })
    expect(stage.journal.entries).toEqual([entry(name)])
  })
})

describe('the end', () => {
  test('removes everything that is held, and stops the timers', () => {
    stage.hold('web', server(['198.51.100.1']))
    stage.hold('dns', server(['198.51.100.1'], { service: dns }))
    stage.asked()
    stage.servers.releaseNow()
    expect(stage.asked()).toEqual(['deleteService', 'deleteService'])
    expect(stage.table).toEqual({})
    stage.clock.advance(60_000)
    expect(stage.clock.nextEventAt).toBeUndefined()
  })

  test('does not throw where the kernel cannot be asked', () => {
    stage.hold('web', server(['198.51.100.1']))
    stage.ipvs.failNext('ENOBUFS')
    expect(() => stage.servers.releaseNow()).not.toThrow()
  })
})

test('statistics are of what is held, with owner, connections and what is drained', () => {
  stage.byHand(server(['203.0.113.1'], { service: dns }))
  stage.hold('web', server(['198.51.100.1', '198.51.100.2'], { drainMs: 1000 }))
  stage.ipvs.setConnections(idOf(name), { address: '198.51.100.1', port: 80 }, { active: 4 })
  stage.hold('web', server(['198.51.100.2'], { drainMs: 1000 }))
  expect(stage.servers.statistics()).toMatchObject([
    {
      owner: 'web',
      service: { id: idOf(name) },
      statistics: { connections: 0 },
      destinations: [
        { connections: { active: 4 }, isDraining: true },
        { connections: { active: 0 }, isDraining: false },
      ],
    },
  ])
})
