import { describe, expect, test } from 'vitest'
import { canRun } from './site/requirements.js'
import { curl, startProxies } from './site/servers.js'
import { Site } from './site/site.js'

const vips = ['10.0.0.12', '10.0.0.13'] as const

describe.skipIf(!canRun('/usr/bin/curl', '/usr/sbin/nginx'))('two masters', () => {
  test(
    'each has an address, and one of them both when the other stops',
    {
      timeout: 120_000,
    },
    async () => {
      using site = new Site({
        fixtures: ['dual-master'],
        addresses: { A: '10.0.0.7/24', B: '10.0.0.8/24', C: '10.0.0.9/24' },
      })
      const { a, b } = site
      await startProxies(site, 'nginx')
      await site.startRouters()
      await site.movesTo('A', vips[0])
      await site.movesTo('B', vips[1])
      const first = await site.client(vips[0], curl)
      const second = await site.client(vips[1], curl)
      await site.staysAt('A', vips[0], 3000)
      await site.staysAt('B', vips[1], 500)
      expect(first.report().answeredBy).toBe('A')
      expect(second.report().answeredBy).toBe('B')

      await a.stop('keepalived')
      // Priority 0, and the skew of priority 100: 156/256 s. Twice that, and slack.
      await site.answersMoveTo('B', first, 2000)

      await site.startRouter(a)
      await site.answersMoveTo('A', first, 2000)

      await b.stop('keepalived')
      await site.answersMoveTo('A', second, 2000)
    },
  )
})
