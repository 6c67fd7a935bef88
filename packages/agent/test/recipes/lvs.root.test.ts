import { describe, expect, test } from 'vitest'
import { canRun } from './site/requirements.js'
import { routerProgram } from './site/router-program.js'
import { curl, startProxies } from './site/servers.js'
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
      const { a } = site
      await startProxies(site, 'nginx')
      await site.startRouters()
      await site.movesTo('A', vip)
      const client = await site.client(vip, curl)
      await a.stop('keepalived')
      // Priority 0, and the skew of priority 50: 206/256 s. Twice that, and slack.
      await site.answersMoveTo('B', client, 2500)
      if (routerProgram.name === 'holdfast') {
        expect(a.logOf('keepalived')).toMatch(/virtual.?server/i)
      }
    },
  )
})
