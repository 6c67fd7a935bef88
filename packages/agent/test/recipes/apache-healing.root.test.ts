import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { Host } from './site/host.js'
import { canRun } from './site/requirements.js'
import { addApache, apacheConfig, curl } from './site/servers.js'
import { Site } from './site/site.js'
import { until } from '../../../../test/support/until.js'

const vip = '192.168.159.250'

describe.skipIf(!canRun('/usr/bin/curl', '/usr/sbin/apache2'))('Apache that heals itself', () => {
  test.concurrent(
    'is restarted; where that fails its router is stopped',
    { timeout: 120_000 },
    async () => {
      using site = await healingSite()
      const { a } = site
      const client = await site.client(vip, curl)
      await site.staysAt('A', vip, 2000)
      client.report()

      // The router is restarted too, so the address may be with B for a moment.
      a.kill('httpd')
      await logged(a, 'Warning: httpd was restarted')
      expect(await a.isRunning('httpd')).toBe(true)
      await site.movesTo('A', vip, 25_000)
      await client.answered('A')
      // 5 s until it is noticed, then the restarts: twice 3.69 s at most for B to take over.
      expect(client.report().longestGapMs).toBeLessThan(5000 + 2 * 3690)

      const config = join(a.home, 'files', apacheConfig)
      const text = readFileSync(config, 'utf8')
      writeFileSync(config, `${text}Nonsense\n`)
      a.kill('httpd')
      await logged(a, 'Error: httpd does not start, keepalived is stopped')
      expect(await a.isRunning('keepalived')).toBe(false)
      await site.answersMoveTo('B', client, 5000 + 2 * 3690)

      // Somebody mends it: the script finds both that Apache starts and that the router does.
      writeFileSync(config, text)
      await site.movesTo('A', vip, 25_000)
      await client.answered('A')
      expect(await a.isRunning('httpd')).toBe(true)
    },
  )

  test.concurrent(
    'its router is started again when it has crashed',
    { timeout: 120_000 },
    async () => {
      using site = await healingSite()
      const { a } = site
      // The address outlives the router for a while, so that it is there proves nothing.
      const begins = site.routerBegins(a)
      a.kill('keepalived')
      await Promise.all([begins, logged(a, 'Warning: keepalived was restarted')])
      await site.movesTo('A', vip, 25_000)
      await site.staysAt('A', vip, 2000)
    },
  )
})

/** Both nodes as after a boot, the address at A. */
async function healingSite(): Promise<Site> {
  const site = new Site({
    fixtures: ['apache'],
    addresses: { A: '192.168.159.90/24', B: '192.168.159.100/24', C: '192.168.159.1/24' },
    interface: 'ens33',
  })
  for (const node of [site.a, site.b]) {
    addApache(node)
    node.addService('check_h', ['/root/scripts/check_h.sh'])
    await node.start('httpd')
    await site.startRouter(node)
    await node.start('check_h')
  }
  await site.movesTo('A', vip, 25_000)
  return site
}

async function logged(host: Host, line: string): Promise<void> {
  const file = join(host.home, 'log', 'httpd.log')
  const isThere = (): boolean => existsSync(file) && readFileSync(file, 'utf8').includes(line)
  await until(`a line "${line}"`, isThere, 25_000)
}
