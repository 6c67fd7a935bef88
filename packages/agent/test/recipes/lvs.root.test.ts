import { describe, expect, test } from 'vitest'
import { canRun } from './site/requirements.js'
import { routerProgram } from './site/router-program.js'
import { addNginxDirector, addWebServers, curl } from './site/servers.js'
import { Site } from './site/site.js'

const directors = [
  {
    fixture: 'lvs-wlc',
    vip: '192.168.31.200',
    addresses: { A: '192.168.31.128/24', B: '192.168.31.127/24', C: '192.168.31.129/24' },
  },
  {
    fixture: 'lvs-rr',
    vip: '192.168.152.200',
    addresses: { A: '192.168.152.128/24', B: '192.168.152.127/24', C: '192.168.152.132/24' },
  },
]

describe.skipIf(!canRun('/usr/bin/curl', '/usr/sbin/nginx'))('a director of LVS', () => {
  test.concurrent.each(directors)(
    '$fixture: its address moves',
    { timeout: 120_000 },
    async (recipe) => {
      const { fixture, vip, addresses } = recipe
      using site = new Site({ fixtures: [fixture], addresses })
      const { a, b, c } = site
      addWebServers(c)
      await c.start('web')
      for (const director of [a, b]) {
        addNginxDirector(director, addresses.C.replace('/24', ''))
        await director.start('nginx')
        await site.startRouter(director)
      }
      await site.movesTo('A', vip, 12_000)
      const client = await site.client(curl(vip))
      await a.stop('keepalived')
      await site.movesTo('B', vip, 12_000)
      await client.answered('B')
      const stopped = client.report()
      expect(stopped.answeredBy).toBe('A, then B')
      // Priority 0, and the skew of priority 50: 206/256 s. Twice that, and slack.
      expect(stopped.longestGapMs).toBeLessThan(2500)
      if (routerProgram.name === 'holdfast') {
        expect(a.logOf('keepalived')).toMatch(/virtual.?server/i)
      }
    },
  )
})
