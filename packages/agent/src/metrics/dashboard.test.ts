import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { knownMetrics } from '../testing/known-metrics.js'
import { askedIn, faultsOf } from '../testing/query-faults.js'

interface Query {
  readonly expr: string
  readonly legendFormat: string
}

interface Panel {
  readonly id: number
  readonly title: string
  readonly type: string
  readonly description?: string
  readonly gridPos: {
    readonly x: number
    readonly y: number
    readonly w: number
    readonly h: number
  }
  readonly targets?: readonly Query[]
  readonly fieldConfig?: { readonly defaults: { readonly unit?: string } }
}

interface Dashboard {
  readonly panels: readonly Panel[]
  readonly annotations: { readonly list: readonly { expr: string; titleFormat: string }[] }
}

const path = new URL('../../dashboards/holdfast.json', import.meta.url)
const operations = new URL('../../../../docs/operations.md', import.meta.url)
const text = readFileSync(path, 'utf8')
const { panels, annotations } = JSON.parse(text) as Dashboard
const shown = panels.filter(({ type }) => type !== 'row')
const queries: readonly Query[] = [
  ...shown.flatMap(({ targets = [] }) => targets),
  ...annotations.list.map(({ expr, titleFormat }) => ({ expr, legendFormat: titleFormat })),
]
const known = knownMetrics()

test('the dashboard asks for metrics that there are, by labels that they have', () => {
  const asked = new Set(queries.flatMap(({ expr }) => askedIn(expr)).map(({ name }) => name))
  expect(asked.size).toBeGreaterThan(25)
  expect(new Set(text.match(/\bholdfast_\w+/g))).toEqual(asked)
  expect(queries.flatMap(({ expr }) => faultsOf(expr, known))).toEqual([])
})

test('what is wrong in a query would be found', () => {
  const find = (expression: string): readonly string[] => faultsOf(expression, known)
  expect(find('holdfast_virtual_server_down')).toEqual(['no metric holdfast_virtual_server_down'])
  expect(find('holdfast_real_server_up{service="a"}')).toEqual([
    'holdfast_real_server_up has no label service',
  ])
  expect(find('sum by (instance, peer) (holdfast_real_server_up)')).toEqual(['no label peer'])
  expect(find('sum by (instance) (holdfast_checks_total)')).toEqual(['(holdfast_checks_total)'])
  expect(find('rate(holdfast_real_server_up[5m])')).toEqual(['rate(holdfast_real_server_up)'])
  expect(find('rate(holdfast_check_duration_seconds_bucket{le="1"}[5m])')).toEqual([])
})

test('and only for those of the job that was chosen', () => {
  const selectors = queries.flatMap(({ expr }) => askedIn(expr)).map(({ selector }) => selector)
  expect(selectors.filter((selector) => !selector.split(',').includes('job=~"$job"'))).toEqual([])
})

test('a legend has labels that are left', () => {
  const strange = queries.flatMap(({ expr, legendFormat }) => {
    const grouped = /\b(?:sum|count) by \(([^)]+)\)/.exec(expr)?.[1]?.split(', ')
    const left = grouped ?? askedIn(expr).flatMap(({ name }) => known.get(name)?.labels ?? [])
    const named = [...legendFormat.matchAll(/\{\{(\w+)\}\}/g)].map(([, label = '']) => label)
    return named.filter((label) => !left.includes(label)).map((label) => `${label}: ${expr}`)
  })
  expect(strange).toEqual([])
})

test('every panel says what it shows, and in which unit', () => {
  const units = ['none', 'short', 's', 'pps', 'cps', 'Bps']
  const untold = shown.filter(({ title, description = '', type, fieldConfig }) => {
    const isOfUnit = type !== 'timeseries' || units.includes(fieldConfig?.defaults.unit ?? '')
    return title === '' || description === '' || !isOfUnit
  })
  expect(untold.map(({ title }) => title)).toEqual([])
})

test('panels have a place of their own', () => {
  expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length)
  const cells = panels.flatMap(({ gridPos: { x, y, w, h } }) =>
    Array.from({ length: w * h }, (_, at) => `${x + (at % w)} ${y + Math.floor(at / w)}`),
  )
  expect(new Set(cells).size).toBe(cells.length)
})

test('a virtual router is its interface, its VRID and its family', () => {
  const asked = 'sum by (interface, vrid, family) (holdfast_instance_state{'
  expect(text).toContain(asked)
  expect(readFileSync(operations, 'utf8')).toContain(asked)
})
