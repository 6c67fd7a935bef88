import { describe, expect, test } from 'vitest'
import { canRun } from './site/requirements.js'
import { curl, startProxies } from './site/servers.js'
import { Site } from './site/site.js'

const pairs = [
  {
    fixture: 'load-balancers',
    vip: '10.11.52.222',
    addresses: { A: '10.11.52.60/24', B: '10.11.52.61/24', C: '10.11.52.1/24' },
    // Without a prefix an address is one of a host.
    onInterface: 'inet 10.11.52.222/32 scope global eth0',
  },
  {
    fixture: 'load-balancers-label',
    vip: '10.0.0.12',
    addresses: { A: '10.0.0.7/24', B: '10.0.0.8/24', C: '10.0.0.9/24' },
    // The comment that is glued to the label is no part of it.
    onInterface: 'inet 10.0.0.12/24 scope global secondary eth0:1',
  },
]

describe.skipIf(!canRun('/usr/bin/curl', '/usr/sbin/nginx'))('a master and its reserve', () => {
  test.concurrent.each(pairs)('$fixture', { timeout: 120_000 }, async (pair) => {
    const { fixture, vip, addresses, onInterface } = pair
    using site = new Site({ fixtures: [fixture], addresses })
    const { a } = site
    await startProxies(site, 'nginx')
    await site.startRouters()
    await site.movesTo('A', vip)
    expect(addressesOf(site, 'A')).toContain(onInterface)
    const client = await site.client(vip, curl)
    await site.staysAt('A', vip, 4000)
    expect(client.report().answeredBy).toBe('A')

    await a.stop('keepalived')
    // Priority 0, and the skew of priority 100: 156/256 s. Twice that, and slack.
    await site.answersMoveTo('B', client, 2000)
    expect(addressesOf(site, 'B')).toContain(onInterface)

    await site.startRouter(a)
    await site.answersMoveTo('A', client, 2000)
  })
})

/** As iproute2 lists them; `dynamic` is an address that is leased, which is not asked here. */
function addressesOf(site: Site, name: 'A' | 'B'): string {
  return site.network.ip(name, '-4', 'address', 'show').replaceAll(' dynamic', '')
}
