import { describe, expect, it } from 'vitest'
import type { DesiredRouting, RoutingOutcome } from '../routes.js'
import { MemoryRoutes } from './memory-routes.js'

const routing: DesiredRouting = {
  routes: [{ family: 4, destination: { address: '198.51.100.0', prefixLength: 24 } }],
  rules: [],
}
const nothing: DesiredRouting = { routes: [], rules: [] }
const refused = {
  subject: 'route 198.51.100.0/24',
  code: 'ENETUNREACH',
  message: 'no way there',
  isRetried: true,
}

describe('MemoryRoutes', () => {
  it('holds the whole set of an owner and tells of changes', () => {
    const routes = new MemoryRoutes()
    const told: unknown[] = []
    const stop = routes.onChange((owner, now) => told.push([owner, now.routes.length]))
    routes.hold('VI_1', routing, () => undefined)
    expect(routes.held('VI_1')).toEqual(routing)
    expect(routes.owners).toEqual(['VI_1'])
    routes.hold('VI_1', nothing, () => undefined)
    routes.hold('VI_1', nothing, () => undefined)
    expect(told).toEqual([
      ['VI_1', 1],
      ['VI_1', 0],
    ])
    stop()
    routes.hold('VI_2', routing, () => undefined)
    routes.releaseNow()
    expect(routes.owners).toEqual([])
    expect(told).toHaveLength(2)
  })

  it('fails as often as told, but lets go all the same', () => {
    const routes = new MemoryRoutes()
    const outcomes: RoutingOutcome[] = []
    const done = (outcome: RoutingOutcome): unknown => outcomes.push(outcome)
    routes.fail(refused)
    routes.hold('VI_1', nothing, done)
    routes.hold('VI_1', routing, done)
    expect(routes.owners).toEqual([])
    routes.hold('VI_1', routing, done)
    expect(outcomes).toEqual([{ ok: true }, { ok: false, failures: [refused] }, { ok: true }])
    expect(routes.owners).toEqual(['VI_1'])
  })
})
