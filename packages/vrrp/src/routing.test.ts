import { silentLogger } from '@holdfast/core'
import { describe, expect, it } from 'vitest'
import { SimCluster } from './testing/index.js'
import { VrrpInstance } from './instance.js'

const config = {
  name: 'VI_1',
  interface: 'eth0',
  virtualRouterId: 51,
  virtualAddresses: ['192.0.2.100/24'],
  virtualRoutes: [{ destination: '198.51.100.0/24', gateway: '192.0.2.254' }],
  virtualRules: [{ priority: 100, source: '192.0.2.100/32', table: 100 }],
}

describe('an instance with virtual routes and rules', () => {
  it('has them while it is master', () => {
    const cluster = new SimCluster({
      a: { ...config, priority: 150 },
      b: { ...config, priority: 100 },
    })
    const owners = (node: string): readonly string[] => cluster.node(node).routes.owners
    cluster.start()
    cluster.advance(5000)
    expect([owners('a'), owners('b')]).toEqual([['VI_1'], []])
    expect(cluster.node('a').routes.held('VI_1')).toEqual({
      routes: [
        {
          family: 4,
          destination: { address: '198.51.100.0', prefixLength: 24 },
          gateway: '192.0.2.254',
        },
      ],
      rules: [
        {
          family: 4,
          priority: 100,
          source: { address: '192.0.2.100', prefixLength: 32 },
          table: 100,
        },
      ],
    })
    expect(cluster.instance('a').status().routes).toEqual({ status: 'held', failures: [] })
    cluster.stop('a')
    cluster.advance(1000)
    expect([owners('a'), owners('b')]).toEqual([[], ['VI_1']])
    expect(cluster.instance('a').status().routes).toEqual({ status: 'released', failures: [] })
  })

  it('tells of failures by event and status, and tries again', () => {
    const cluster = new SimCluster({ a: config })
    const failure = {
      subject: 'route 198.51.100.0/24',
      code: 'ENETUNREACH',
      message: 'no way to the gateway',
      isRetried: true,
    }
    const { routes } = cluster.node('a')
    const told: string[] = []
    cluster.instance('a').on('effectFailed', ({ effect, text }) => told.push(`${effect}: ${text}`))
    routes.fail(failure)
    cluster.start()
    cluster.advance(3700)
    expect(told).toEqual(['holdRoutes: no way to the gateway'])
    const status = { status: 'failed', failures: [failure] }
    expect(cluster.instance('a').status().routes).toEqual(status)
    cluster.advance(300)
    expect(cluster.instance('a').status().routes.status).toBe('held')
    expect(routes.owners).toEqual(['VI_1'])
  })

  it('warns at the start where nobody would have them', async () => {
    const cluster = new SimCluster()
    const { transport, links, addresses, clock } = cluster.addNode('a')
    const ports = { transport, ...(links && { links }), ...(addresses && { addresses }) }
    const warnings: string[] = []
    const logger = { ...silentLogger, warn: (message: string) => void warnings.push(message) }
    const instance = new VrrpInstance(config, { ...ports, ...(clock && { clock }), logger })
    const notes: unknown[] = []
    instance.on('note', ({ note }) => notes.push(note))
    await instance.start()
    expect(warnings).toEqual([
      'VI_1: virtual routes and rules are configured, but there is no port for them',
    ])
    expect(notes).toEqual([{ kind: 'portMissing', port: 'routes' }])
    cluster.advance(5000)
    expect(instance.state).toBe('MASTER')
    await instance.stop()
  })
})

describe('a virtual address on another interface', () => {
  it('is held and announced there, while adverts leave by the own one', () => {
    const elsewhere = { address: '198.51.100.10/24', interface: 'eth1' }
    const cluster = new SimCluster({
      a: { virtualAddresses: ['192.0.2.100/24', elsewhere], garpMasterRepeat: 1 },
    })
    const sent: string[] = []
    cluster.network.tap(({ kind, packet }) => {
      if (kind === 'sent') sent.push(`${packet.kind} ${packet.interface}`)
    })
    cluster.start()
    cluster.advance(3650)
    expect(
      cluster
        .node('a')
        .addresses.held()
        .map((each) => each.interface),
    ).toEqual(['eth0', 'eth1'])
    expect(sent).toEqual(['ip eth0', 'ethernet eth0', 'ethernet eth1'])
  })
})
