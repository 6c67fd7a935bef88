import { MemoryIpvs } from '@holdfast/ipvs/testing'
import { expect, test } from 'vitest'
import { KernelTable } from './kernel-table.js'
import type { TablePlan } from './virtual-server-plan.js'

const plan: TablePlan = {
  timeouts: undefined,
  syncDaemon: { interface: 'eth0' },
  flushesFirst: false,
  flushesLast: false,
}

function tableOn(ipvs: MemoryIpvs): { table: KernelTable; errors: string[] } {
  const errors: string[] = []
  const silent = (): void => undefined
  const error = (message: string): unknown => errors.push(message)
  const logger = { debug: silent, info: silent, warn: silent, error }
  return { table: new KernelTable(ipvs, { logger, isMaster: () => false }), errors }
}

test('without an instance a director tells and hears', () => {
  const ipvs = new MemoryIpvs()
  const { table } = tableOn(ipvs)
  table.apply(plan)
  expect(ipvs.daemons().map(({ role }) => role)).toEqual(['master', 'backup'])
  table.apply({ ...plan, syncDaemon: undefined })
  expect(ipvs.daemons()).toEqual([])
})

test('a daemon that a killed agent has left is started anew', () => {
  const ipvs = new MemoryIpvs()
  ipvs.startDaemon({ role: 'master', interface: 'eth9' })
  const { table, errors } = tableOn(ipvs)
  table.apply(plan)
  expect(ipvs.daemons().map((daemon) => daemon.interface)).toEqual(['eth0', 'eth0'])
  expect(errors).toEqual([])
})

test('nor does one stay of the role that nobody wants now', () => {
  const ipvs = new MemoryIpvs()
  ipvs.startDaemon({ role: 'master', interface: 'eth0' })
  const { table } = tableOn(ipvs)
  table.apply({ ...plan, syncDaemon: { interface: 'eth0', instance: 'VI_1' } })
  expect(ipvs.daemons().map(({ role }) => role)).toEqual(['backup'])
  table.stop({ release: true })
  expect(ipvs.daemons()).toEqual([])
})

test('what the kernel refuses is logged, and tried again with the next change', () => {
  const ipvs = new MemoryIpvs()
  const start = ipvs.startDaemon.bind(ipvs)
  ipvs.startDaemon = (daemon) => {
    ipvs.startDaemon = start
    ipvs.failNext('ENODEV')
    start(daemon)
  }
  const { table, errors } = tableOn(ipvs)
  table.apply(plan)
  expect(errors).toEqual(['ENODEV'])
  expect(ipvs.daemons().map(({ role }) => role)).toEqual(['backup'])
  table.review()
  expect(
    ipvs
      .daemons()
      .map(({ role }) => role)
      .sort(),
  ).toEqual(['backup', 'master'])
})
