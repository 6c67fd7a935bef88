import { describe, expect, test } from 'vitest'
import { canRun } from './site/requirements.js'
import { curl, startProxies } from './site/servers.js'
import { Site } from './site/site.js'

const vip = '192.168.122.100'

describe.skipIf(!canRun('/usr/bin/curl', '/usr/sbin/haproxy', '/usr/sbin/nginx'))('HAProxy', () => {
  test('a director whose proxy is down stops its router', { timeout: 120_000 }, async () => {
    using site = new Site({
      fixtures: ['haproxy-check'],
      addresses: { A: '192.168.122.10/24', B: '192.168.122.20/24', C: '192.168.122.1/24' },
    })
    const { a, b } = site
    await startProxies(site, 'haproxy')
    // Nobody preempts: the first one is to be master before the second one runs.
    await site.startRouter(a)
    await site.movesTo('A', vip)
    await site.startRouter(b)
    const client = await site.client(vip, curl)
    await site.staysAt('A', vip, 5000)
    expect(client.report().answeredBy).toBe('A')

    await a.stop('haproxy')
    await site.routerEnds(a)
    // The next check is 5 s away at most; then priority 0 and the skew, or 3.81 s without: twice.
    await site.answersMoveTo('B', client, 5000 + 2 * 3810)

    await a.start('haproxy')
    await site.startRouter(a)
    await site.staysAt('B', vip, 6000)
    const returned = client.report()
    expect(returned.answeredBy).toBe('B')
    expect(returned.longestGapMs).toBeLessThan(1000)
    expect(await a.isRunning('keepalived')).toBe(true)
  })
})
