import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { addMariadb, askMariadb, makeEmptyDatabase } from './site/mariadb.js'
import { canRun } from './site/requirements.js'
import { Site } from './site/site.js'

const vip = '192.168.122.100'

/** The versions of the script, and how long one run of it takes when the server is down. */
const versions = [
  { fixture: 'mysql-once', password: '123', lookMs: 0 },
  { fixture: 'mysql-stop-in-loop', password: 'qfedu', lookMs: 2000 },
  { fixture: 'mysql-stop-after-loop', password: 'qfedu', lookMs: 3000 },
]

describe.skipIf(!canRun('/usr/sbin/mariadbd', '/usr/bin/mysql'))('two databases', () => {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-recipe-mysql-'))
  beforeAll(() => makeEmptyDatabase(folder), 60_000)
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  // Most of the time everybody waits, so they wait together.
  test.concurrent.each(versions)(
    '$fixture',
    { timeout: 120_000 },
    async ({ fixture, password, lookMs }) => {
      using site = new Site({
        fixtures: ['mysql', fixture],
        addresses: { A: '192.168.122.10/24', B: '192.168.122.20/24', C: '192.168.122.1/24' },
      })
      const { a, b } = site
      for (const node of [a, b]) {
        addMariadb(node, folder, password)
        await node.start('mariadb')
        await site.startRouter(node)
      }
      await site.movesTo('A', vip)
      const client = await site.client(vip, askMariadb)
      // Two runs of the script find nothing.
      await site.staysAt('A', vip, 6000)
      expect(client.report().answeredBy).toBe('A')

      await a.stop('mariadb')
      await site.routerEnds(a)
      // The next run is 5 s away at most; then priority 0 and the skew, or 3.81 s without: twice.
      await site.answersMoveTo('B', client, 5000 + lookMs + 2 * 3810)

      // Nothing here forbids to preempt.
      await a.start('mariadb')
      await site.startRouter(a)
      await site.answersMoveTo('A', client, 2 * 3610)
    },
  )
})
