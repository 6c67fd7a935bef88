import { describe, expect, test } from 'vitest'
import { canRun } from './site/requirements.js'
import { addNginxDirector, addWebServers, curl } from './site/servers.js'
import { Site } from './site/site.js'

const vip = '192.168.224.208'

describe.skipIf(!canRun('/usr/bin/curl', '/usr/sbin/nginx'))('nginx', () => {
  test('weight -20 moves the address while nginx is down', { timeout: 120_000 }, async () => {
    using site = new Site({
      fixtures: ['nginx-weight'],
      addresses: { A: '192.168.224.206/24', B: '192.168.224.207/24', C: '192.168.224.1/24' },
      interface: 'ens33',
    })
    const { a, b, c } = site
    addWebServers(c)
    await c.start('web')
    for (const director of [a, b]) {
      addNginxDirector(director, '192.168.224.1')
      await director.start('nginx')
      await site.startRouter(director)
    }
    await site.movesTo('A', vip, 12_000)
    const client = await site.client(curl(vip))
    await site.staysAt('A', vip, 3000)
    expect(client.report().answeredBy).toBe('A')

    // 100 - 20 is less than 90.
    await a.stop('nginx')
    await site.movesTo('B', vip, 12_000)
    await client.answered('B')
    const failed = client.report()
    expect(failed.answeredBy).toBe('A, then B')
    // A check every 2 s; adverts of a weaker master are not heard, so 3.65 s for priority 90: twice.
    expect(failed.longestGapMs).toBeLessThan(2000 + 2 * 3650)
    expect(await a.isRunning('keepalived')).toBe(true)

    await a.start('nginx')
    await site.movesTo('A', vip, 12_000)
    await client.answered('A')
    const healed = client.report()
    expect(healed.answeredBy).toBe('B, then A')
    // Nothing was down: the address alone has moved.
    expect(healed.longestGapMs).toBeLessThan(3650)
  })
})
