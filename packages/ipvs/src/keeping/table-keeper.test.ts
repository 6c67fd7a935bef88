import { beforeEach, expect, test } from 'vitest'
import { runWhole } from '../kernel/sliced-work.js'
import type { SlicedWork } from '../kernel/sliced-work.js'
import { resolveVirtualServers } from '../model/resolve.js'
import type { VirtualServer } from '../model/virtual-server.js'
import type { Operation } from '../plan/operation.js'
import { plan } from '../plan/plan.js'
import { MemoryIpvs } from '../testing/memory-ipvs.js'
import { TableKeeper } from './table-keeper.js'

let ipvs: MemoryIpvs
let keeper: TableKeeper
let target: readonly VirtualServer[]

beforeEach(() => {
  ipvs = new MemoryIpvs()
  keeper = new TableKeeper(ipvs)
  holds({ 1: ['10.0.0.1'], 2: ['10.0.0.2'], 3: ['10.0.0.3'] })
})

/** Services by the last part of their address, and their servers. */
type Table = Readonly<Record<number, readonly string[]>>

function resolve(table: Table): readonly VirtualServer[] {
  return resolveVirtualServers(
    Object.entries(table).map(([host, servers]) => ({
      service: `tcp 192.0.2.${host}:80`,
      destinations: servers.map((address) => ({ address })),
    })),
  )
}

function holds(table: Table): void {
  target = resolve(table)
  expect(keeper.converge(target)).toEqual([])
}

function byHand(table: Table): void {
  ipvs.changeByHand(...plan(ipvs.table, resolve(table), { isOurs: () => true }))
}

/** Begins to look, and has read one of the three services. */
function beginToLook(): SlicedWork<readonly Operation[]> {
  const work = keeper.look(() => target)
  work.next()
  work.next()
  return work
}

test('what somebody else changed is found', () => {
  byHand({ 1: ['10.0.0.1'], 2: ['10.0.0.9'] })
  expect(runWhole(keeper.look(() => target)).map(({ type }) => type)).toEqual([
    'addDestination',
    'deleteDestination',
    'addService',
    'addDestination',
  ])
})

test('what we change between two slices is no work of somebody else', () => {
  const work = beginToLook()
  holds({ 1: ['10.0.0.1', '10.0.0.11'], 2: [], 4: ['10.0.0.4'] })
  expect(runWhole(work)).toEqual([])
  expect(keeper.converge(target)).toEqual([])
  expect(runWhole(keeper.look(() => target))).toEqual([])
})

test('what somebody else changes beside that is found', () => {
  const work = beginToLook()
  holds({ 1: ['10.0.0.1', '10.0.0.11'], 2: ['10.0.0.2'], 3: ['10.0.0.3'] })
  byHand({ 1: ['10.0.0.1', '10.0.0.11'], 2: ['10.0.0.2'], 3: [] })
  expect(runWhole(work)).toMatchObject([
    { type: 'addDestination', id: { address: '192.0.2.3' }, destination: { address: '10.0.0.3' } },
  ])
})

test('what is let go between two slices does not come back', () => {
  const work = beginToLook()
  holds({})
  expect(runWhole(work)).toEqual([])
  keeper.converge(target)
  expect(ipvs.table).toEqual([])
})
