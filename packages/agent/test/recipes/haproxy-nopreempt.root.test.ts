import { describe, expect, test } from 'vitest'
import { canRun } from './site/requirements.js'
import { curl, startProxies } from './site/servers.js'
import { Site } from './site/site.js'

const vip = '192.168.122.100'

describe.skipIf(!canRun('/usr/bin/curl', '/usr/sbin/haproxy', '/usr/sbin/nginx'))('HAProxy', () => {
  test(
    'two directors: the address moves when one stops, and stays',
    { timeout: 120_000 },
    async () => {
      using site = new Site({
        fixtures: ['haproxy-nopreempt'],
        addresses: { A: '192.168.122.10/24', B: '192.168.122.20/24', C: '192.168.122.1/24' },
      })
      const { a, b } = site
      await startProxies(site, 'haproxy')

      // Nobody preempts: the first one is to be master before the second one runs.
      await site.startRouter(a)
      await site.movesTo('A', vip)
      await site.startRouter(b)
      const client = await site.client(vip, curl)
      await site.staysAt('A', vip, 4500)
      expect(client.report().answeredBy).toBe('A')

      await a.stop('keepalived')
      // Priority 0 is answered after the skew of priority 50: 206/256 s. Twice that, and slack.
      await site.answersMoveTo('B', client, 2500)

      // nopreempt: longer than the 3.61 s after which it would take over.
      await site.startRouter(a)
      await site.staysAt('B', vip, 6000)
      const returned = client.report()
      expect(returned.answeredBy).toBe('B')
      expect(returned.longestGapMs).toBeLessThan(1000)
    },
  )
})
