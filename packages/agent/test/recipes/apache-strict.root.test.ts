import { describe, expect, test } from 'vitest'
import { canRun } from './site/requirements.js'
import { addApache, curl } from './site/servers.js'
import { Site } from './site/site.js'

const vip = '192.168.159.250'

describe.skipIf(!canRun('/usr/bin/curl', '/usr/sbin/apache2', '/usr/sbin/nft'))('Apache', () => {
  test('vrrp_strict: the address moves, and nobody may ask it', { timeout: 120_000 }, async () => {
    using site = new Site({
      fixtures: ['apache-strict'],
      addresses: { A: '192.168.159.90/24', B: '192.168.159.100/24', C: '192.168.159.1/24' },
      interface: 'ens33',
    })
    const { a, b, c } = site
    const watch = async (host: typeof a): Promise<string> =>
      (await host.run('/root/scripts/check_k.sh')).stdout
    const ask = async (address: string): Promise<string> =>
      (await c.run('sh', '-c', curl(address))).stdout
    for (const node of [a, b]) {
      addApache(node)
      await node.start('httpd')
      await site.startRouter(node)
    }
    // Their passwords differ, but strict VRRP has none: there is one master all the same.
    await site.movesTo('A', vip)
    await site.staysAt('A', vip, 5000)
    expect(await watch(a)).toBe('keepalived is error!\n')
    expect(await watch(b)).toBe('keepalived is OK !\n')
    // Strict VRRP answers for an address that is not its own with nothing but ARP.
    expect(await ask(vip)).toBe('')
    expect(await ask('192.168.159.90')).toBe('A\n')

    await a.stop('keepalived')
    await site.movesTo('B', vip)
    expect(await watch(b)).toBe('keepalived is error!\n')

    await site.startRouter(a)
    await site.movesTo('A', vip)
    await site.staysAt('A', vip, 3000)
  })
})
