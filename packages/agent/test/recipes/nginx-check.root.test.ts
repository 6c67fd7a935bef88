import { describe, expect, test } from 'vitest'
import { canRun } from './site/requirements.js'
import { curl, startProxies } from './site/servers.js'
import { Site } from './site/site.js'

const vip = '192.168.1.80'

describe.skipIf(!canRun('/usr/bin/curl', '/usr/sbin/nginx'))('nginx', () => {
  test('a director whose nginx is down stops its router', { timeout: 120_000 }, async () => {
    using site = new Site({
      fixtures: ['nginx-check'],
      addresses: { A: '192.168.1.11/24', B: '192.168.1.12/24', C: '192.168.1.1/24' },
    })
    const { a } = site
    // The recipe: first nginx, then the router.
    await startProxies(site, 'nginx')
    await site.startRouters()
    await site.movesTo('A', vip)
    const client = await site.client(vip, curl)
    await site.staysAt('A', vip, 5000)
    expect(client.report().answeredBy).toBe('A')

    await a.stop('nginx')
    await site.routerEnds(a)
    // The next check is 5 s away at most; then priority 0 and the skew, or 3.81 s without: twice.
    await site.answersMoveTo('B', client, 5000 + 2 * 3810)

    // nopreempt is void with `state MASTER`, as the router says: the address goes back.
    await a.start('nginx')
    await site.startRouter(a)
    await site.answersMoveTo('A', client, 2 * 3610)
    expect(a.logOf('keepalived')).toMatch(/nopreempt/)
  })
})
