import { describe, expect, test } from 'vitest'
import { canRun } from './site/requirements.js'
import { curl, startProxies } from './site/servers.js'
import { Site } from './site/site.js'

const vip = '10.8.16.50'

describe.skipIf(!canRun('/usr/bin/curl', '/usr/sbin/nginx'))('nginx', () => {
  test(
    'a director that crashes is replaced; back again it waits',
    { timeout: 120_000 },
    async () => {
      using site = new Site({
        fixtures: ['nginx-nopreempt'],
        addresses: { A: '10.8.16.11/24', B: '10.8.16.12/24', C: '10.8.16.1/24' },
      })
      const { a, b } = site
      await startProxies(site, 'nginx')
      await site.startRouter(a)
      await site.movesTo('A', vip)
      await site.startRouter(b)
      const client = await site.client(vip, curl)
      await site.staysAt('A', vip, 4500)
      expect(client.report().answeredBy).toBe('A')

      // The host is gone: no resignation, no word of anybody.
      site.network.pullCable('A')
      await client.answered('B')
      const crashed = client.report()
      expect(crashed.answeredBy).toBe('A, then B')
      // Three adverts of a second and the skew of priority 50: 3.81 s. Twice that.
      expect(crashed.longestGapMs).toBeLessThan(2 * 3810)

      // nopreempt: longer than the 3.61 s after which the first one would take over.
      site.network.plugCable('A')
      await site.movesTo('B', vip)
      await site.staysAt('B', vip, 6000)
      expect(client.report().answeredBy).toBe('B')
    },
  )
})
