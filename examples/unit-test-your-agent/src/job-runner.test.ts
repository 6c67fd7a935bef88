import { SimCluster } from '@holdfast/vrrp/testing'
import { beforeEach, expect, test } from 'vitest'
import { JobRunner } from './job-runner.js'

let cluster: SimCluster
let ran: string[]
let one: JobRunner
let two: JobRunner

beforeEach(async () => {
  cluster = new SimCluster()
  ran = []
  one = new JobRunner(cluster.addNode('one'), { priority: 150, job: () => ran.push('one') })
  two = new JobRunner(cluster.addNode('two'), { priority: 100, job: () => ran.push('two') })
  await Promise.all([one.start(), two.start()])
})

test('the other node runs the job when the first one crashes', () => {
  cluster.advance(70_000)
  expect(ran).toEqual(['one', 'one'])
  cluster.crash('one')
  cluster.advance(3_609)
  expect(ran).toEqual(['one', 'one', 'two'])
})

test('a planned stop hands the job over within the skew of the other node', async () => {
  cluster.advance(10_000)
  await one.stop()
  cluster.advance(609)
  expect(ran).toEqual(['one'])
  cluster.advance(1)
  expect(ran).toEqual(['one', 'two'])
})

test('a node without its database lets the other one run the job, and takes it back', () => {
  cluster.advance(10_000)
  one.databaseChecked(false)
  cluster.advance(5_000)
  expect(ran).toEqual(['one', 'two'])
  one.databaseChecked(true)
  cluster.advance(5_000)
  expect(ran).toEqual(['one', 'two', 'one'])
})

test('cut off from each other, both run it; healed, only the stronger one does', () => {
  cluster.advance(10_000)
  cluster.partition(['one'], ['two'])
  cluster.advance(10_000)
  expect(ran).toEqual(['one', 'two'])
  cluster.heal()
  cluster.advance(70_000)
  expect(ran).toEqual(['one', 'two', 'one'])
})
