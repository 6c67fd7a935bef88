import { describe, expect, test } from 'vitest'
import { canRun } from './site/requirements.js'
import { curl, startProxies } from './site/servers.js'
import { Site } from './site/site.js'

const vip = '192.168.224.208'

describe.skipIf(!canRun('/usr/bin/curl', '/usr/sbin/nginx'))('nginx', () => {
  test('weight -20 moves the address while nginx is down', { timeout: 120_000 }, async () => {
    using site = new Site({
      fixtures: ['nginx-weight'],
      addresses: { A: '192.168.224.206/24', B: '192.168.224.207/24', C: '192.168.224.1/24' },
      interface: 'ens33',
    })
    const { a } = site
    await startProxies(site, 'nginx')
    await site.startRouters()
    await site.movesTo('A', vip)
    const client = await site.client(vip, curl)
    await site.staysAt('A', vip, 3000)
    expect(client.report().answeredBy).toBe('A')

    // 100 - 20 is less than 90.
    await a.stop('nginx')
    // A check every 2 s; adverts of a weaker master are not heard, so 3.65 s for priority 90: twice.
    await site.answersMoveTo('B', client, 2000 + 2 * 3650)
    expect(await a.isRunning('keepalived')).toBe(true)

    await a.start('nginx')
    // Nothing was down: the address alone has moved.
    await site.answersMoveTo('A', client, 3650)
  })
})
