import { readFileSync } from 'node:fs'
import { SimCluster } from '@holdfast/vrrp/testing'
import { expect, test } from 'vitest'
import { createAgent } from '../create-agent.js'

const path = new URL('../../dashboards/holdfast.json', import.meta.url)
const operations = new URL('../../../../docs/operations.md', import.meta.url)
const text = readFileSync(path, 'utf8')

test('the dashboard asks for metrics that there are', async () => {
  const agent = createAgent({ config: '', ports: new SimCluster().addNode('a'), metrics: true })
  const metrics = (await agent.metrics?.getMetricsAsJSON()) ?? []
  const names = metrics.flatMap(({ name, type }) =>
    // The type of the result says number, what is there is a word.
    String(type) === 'histogram' ? [`${name}_bucket`, `${name}_count`, `${name}_sum`] : [name],
  )
  const asked = [...new Set(text.match(/\bholdfast_\w+/g))]
  expect(asked.length).toBeGreaterThan(10)
  expect(asked.filter((name) => !names.includes(name))).toEqual([])
})

test('and for labels that they have', () => {
  const known = ['instance', 'vrrp_instance', 'vrid', 'state', 'to', 'reason', 'code', 'peer']
  const more = ['interface', 'family', 'effect', 'script', 'tracker', 'le', 'job']
  const grouped = [...text.matchAll(/by \(([^)]+)\)/g)].flatMap(([, list = '']) => list.split(', '))
  const shown = [...text.matchAll(/\{\{(\w+)\}\}/g)].map(([, name = '']) => name)
  const strange = [...grouped, ...shown].filter((name) => ![...known, ...more].includes(name))
  expect(strange).toEqual([])
})

test('a virtual router is its interface, its VRID and its family', () => {
  const asked = 'sum by (interface, vrid, family) (holdfast_instance_state{'
  expect(text).toContain(asked)
  expect(readFileSync(operations, 'utf8')).toContain(asked)
})
