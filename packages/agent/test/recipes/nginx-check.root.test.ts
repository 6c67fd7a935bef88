import { describe, expect, test } from 'vitest'
import { canRun } from './site/requirements.js'
import { addNginxDirector, addWebServers, curl } from './site/servers.js'
import { Site } from './site/site.js'

const vip = '192.168.1.80'

describe.skipIf(!canRun('/usr/bin/curl', '/usr/sbin/nginx'))('nginx', () => {
  test('a director whose nginx is down stops its router', { timeout: 120_000 }, async () => {
    using site = new Site({
      fixtures: ['nginx-check'],
      addresses: { A: '192.168.1.11/24', B: '192.168.1.12/24', C: '192.168.1.1/24' },
    })
    const { a, b, c } = site
    addWebServers(c)
    await c.start('web')
    // The recipe: first nginx, then the router.
    for (const director of [a, b]) {
      addNginxDirector(director, '192.168.1.1')
      await director.start('nginx')
      await site.startRouter(director)
    }
    await site.movesTo('A', vip, 12_000)
    const client = await site.client(curl(vip))
    await site.staysAt('A', vip, 5000)
    expect(client.report().answeredBy).toBe('A')

    await a.stop('nginx')
    await site.routerEnds(a, 12_000)
    await site.movesTo('B', vip, 12_000)
    await client.answered('B')
    const stopped = client.report()
    expect(stopped.answeredBy).toBe('A, then B')
    // The next check is 5 s away at most; then priority 0 and the skew, or 3.81 s without: twice.
    expect(stopped.longestGapMs).toBeLessThan(5000 + 2 * 3810)

    // nopreempt is void with `state MASTER`, as the router says: the address goes back.
    await a.start('nginx')
    await site.startRouter(a)
    await site.movesTo('A', vip, 12_000)
    await client.answered('A')
    const returned = client.report()
    expect(returned.answeredBy).toBe('B, then A')
    expect(returned.longestGapMs).toBeLessThan(2 * 3610)
    expect(a.logOf('keepalived')).toMatch(/nopreempt/)
  })
})
