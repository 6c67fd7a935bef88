import { readFileSync } from 'node:fs'
import { SimCluster } from '@holdfast/vrrp/testing'
import { beforeEach, expect, test } from 'vitest'
import { DatabaseNode, tell } from './database-node.js'
import type { CheckScript } from './database-node.js'

const vip = '192.168.122.100'
const textOf = (name: string): string =>
  readFileSync(new URL(`${name}.conf`, import.meta.url), 'utf8')

let cluster: SimCluster

beforeEach(() => {
  cluster = new SimCluster()
})

/** Starts both nodes and waits for the election. */
async function startBoth(
  change: (text: string) => string = (text) => text,
  script?: CheckScript,
): Promise<{ mysql1: DatabaseNode; mysql2: DatabaseNode }> {
  const mysql1 = new DatabaseNode(cluster, 'mysql1', change(textOf('mysql1')), script)
  const mysql2 = new DatabaseNode(cluster, 'mysql2', change(textOf('mysql2')), script)
  await mysql1.start()
  await mysql2.start()
  await cluster.advanceAsync(6000)
  expect(cluster.holders(vip)).toEqual(['mysql1'])
  return { mysql1, mysql2 }
}

test('a database that fails is noticed within 5 s, and the address moves', async () => {
  const { mysql1 } = await startBoth()
  mysql1.isDatabaseUp = false
  // The script runs every 5 s since the start, the next time at 10 s.
  await cluster.advanceAsync(3999)
  expect(cluster.holders(vip)).toEqual(['mysql1'])
  // Its router says good-bye, and the other one waits for its skew of (256 - 50) / 256 s.
  await cluster.advanceAsync(803)
  expect(cluster.holders(vip)).toEqual([])
  await cluster.advanceAsync(3)
  expect(cluster.holders(vip)).toEqual(['mysql2'])
})

test('a node that loses its power is missed for 3.8 s at most', async () => {
  await startBoth()
  cluster.crash('mysql1')
  await cluster.advanceAsync(3805)
  expect(cluster.holders(vip)).toEqual(['mysql2'])
})

test('nothing in the file keeps the first node from taking the address back', async () => {
  const { mysql1 } = await startBoth()
  mysql1.isDatabaseUp = false
  await cluster.advanceAsync(10_000)
  expect(cluster.holders(vip)).toEqual(['mysql2'])
  const repaired = new DatabaseNode(cluster, 'mysql1', textOf('mysql1'))
  await repaired.start()
  await cluster.advanceAsync(5000)
  expect(cluster.holders(vip)).toEqual(['mysql1'])
})

test('with nopreempt, and so with state BACKUP, the second node keeps it', async () => {
  const patient = (text: string): string =>
    text
      .replace('state MASTER', 'state BACKUP')
      .replace('interface eth0', 'interface eth0\nnopreempt')
  const { mysql1 } = await startBoth(patient)
  mysql1.isDatabaseUp = false
  await cluster.advanceAsync(10_000)
  const repaired = new DatabaseNode(cluster, 'mysql1', patient(textOf('mysql1')))
  await repaired.start()
  await cluster.advanceAsync(60_000)
  expect(cluster.holders(vip)).toEqual(['mysql2'])
})

test('when both databases have failed, the routers are gone and stay away', async () => {
  const { mysql1, mysql2 } = await startBoth()
  mysql1.isDatabaseUp = false
  mysql2.isDatabaseUp = false
  await cluster.advanceAsync(10_000)
  expect(cluster.holders(vip)).toEqual([])
  mysql1.isDatabaseUp = true
  mysql2.isDatabaseUp = true
  await cluster.advanceAsync(60_000)
  expect(cluster.holders(vip)).toEqual([])
})

test('the better way: a script with a weight moves the address, and back again', async () => {
  const weighted = (text: string): string => text.replace('interval 5', 'interval 5\n   weight -60')
  const { mysql1 } = await startBoth(weighted, tell)
  mysql1.isDatabaseUp = false
  await cluster.advanceAsync(10_000)
  // 100 - 60 is less than 50.
  expect(mysql1.priority).toBe(40)
  expect(cluster.holders(vip)).toEqual(['mysql2'])
  mysql1.isDatabaseUp = true
  await cluster.advanceAsync(10_000)
  expect(cluster.holders(vip)).toEqual(['mysql1'])
})
