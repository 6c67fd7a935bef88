import { describe, expect, test } from 'vitest'
import { canRun } from './site/requirements.js'
import { addNginxDirector, addWebServers, curl } from './site/servers.js'
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
      const { a, b, c } = site
      addWebServers(c)
      await c.start('web')
      for (const director of [a, b]) {
        addNginxDirector(director, '10.0.0.9')
        await director.start('nginx')
        await site.startRouter(director)
      }
      await site.movesTo('A', vips[0], 12_000)
      await site.movesTo('B', vips[1], 12_000)
      const first = await site.client(curl(vips[0]))
      const second = await site.client(curl(vips[1]))
      await site.staysAt('A', vips[0], 3000)
      await site.staysAt('B', vips[1], 500)
      expect(first.report().answeredBy).toBe('A')
      expect(second.report().answeredBy).toBe('B')

      await a.stop('keepalived')
      await site.movesTo('B', vips[0], 12_000)
      await first.answered('B')
      const stopped = first.report()
      expect(stopped.answeredBy).toBe('A, then B')
      // Priority 0, and the skew of priority 100: 156/256 s. Twice that, and slack.
      expect(stopped.longestGapMs).toBeLessThan(2000)

      await site.startRouter(a)
      await site.movesTo('A', vips[0], 12_000)
      await first.answered('A')
      const returned = first.report()
      expect(returned.answeredBy).toBe('B, then A')
      expect(returned.longestGapMs).toBeLessThan(2000)

      await b.stop('keepalived')
      await site.movesTo('A', vips[1], 12_000)
      await second.answered('A')
      const other = second.report()
      expect(other.answeredBy).toBe('B, then A')
      expect(other.longestGapMs).toBeLessThan(2000)
    },
  )
})
