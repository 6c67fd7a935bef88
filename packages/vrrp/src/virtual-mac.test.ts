import { ConfigError } from '@holdfast/core'
import type { VirtualMac, VirtualMacs } from '@holdfast/core'
import { SimProcess } from '@holdfast/core/testing'
import { beforeEach, describe, expect, it } from 'vitest'
import { config, Lan } from '../test/support/lan.js'
import { VrrpInstance } from './instance.js'
import { resolveConfig } from './resolve.js'
import { virtualMacAddress } from './virtual-mac.js'

describe('the configuration', () => {
  it('RFC 9568 7.3: the MAC address has the family and the VRID', () => {
    expect(virtualMacAddress(4, 51)).toBe('00:00:5e:00:01:33')
    expect(virtualMacAddress(6, 255)).toBe('00:00:5e:00:02:ff')
  })

  it.each([
    [true, 'vrrp.51'],
    ['vip0', 'vip0'],
  ])('useVmac: %s is %s, and has the addresses', (useVmac, name) => {
    const { parameters } = resolveConfig(config({ useVmac }))
    const macAddress = '00:00:5e:00:01:33'
    expect(parameters.virtualMac).toEqual({ name, macAddress, carriesAdverts: true })
    expect(parameters.heldAddresses.map((held) => held.interface)).toEqual([name])
  })

  it('IPv6 has a name of its own', () => {
    const { parameters } = resolveConfig(
      config({ useVmac: true, virtualAddresses: ['fe80::1/64'] }),
    )
    expect(parameters.virtualMac).toMatchObject({
      name: 'vrrp6.51',
      macAddress: '00:00:5e:00:02:33',
    })
  })

  it('rule 126: unicast adverts leave by the interface itself', () => {
    const unicast = { useVmac: true, unicastPeers: ['192.0.2.2'] }
    const { parameters, warnings } = resolveConfig(config({ ...unicast, vmacXmitBase: false }))
    expect(parameters.virtualMac?.carriesAdverts).toBe(false)
    expect(warnings.map(({ path }) => path)).toEqual(['vmacXmitBase'])
  })

  it.each(['a name of sixteen', 'with/slash', ''])('refuses %j as a name', (useVmac) => {
    expect(() => resolveConfig(config({ useVmac }))).toThrow(ConfigError)
  })
})

class FakeVirtualMacs implements VirtualMacs {
  readonly kept = new Map<string, VirtualMac>()
  fail: (error: Error) => void = () => undefined

  ensure(owner: string, wanted: VirtualMac, failed: (error: Error) => void): void {
    this.kept.set(owner, wanted)
    this.fail = failed
  }

  release(owner: string): void {
    this.kept.delete(owner)
  }
}

describe('an instance with a virtual MAC', () => {
  const lan = { current: new Lan() }
  let virtualMacs: FakeVirtualMacs
  let vip: VrrpInstance
  let links: ReturnType<typeof attach>['links']

  function attach(): ReturnType<Lan['network']['attach']> {
    const process = new SimProcess(lan.current.clock, { name: 'node' })
    return lan.current.network.attach(process, {
      eth0: { address: ['192.0.2.1'] },
      'vrrp.51': { address: [] },
    })
  }

  beforeEach(() => {
    lan.current = new Lan()
    virtualMacs = new FakeVirtualMacs()
    const transport = attach()
    links = transport.links
    const { clock } = lan.current
    vip = new VrrpInstance(config({ useVmac: true }), { transport, links, virtualMacs, clock })
  })

  it('has the interface made before it starts, and removed when it stops', async () => {
    await vip.start()
    expect(virtualMacs.kept.get('VI_1')).toEqual({
      name: 'vrrp.51',
      parent: 'eth0',
      macAddress: '00:00:5e:00:01:33',
    })
    await vip.stop()
    expect(virtualMacs.kept.size).toBe(0)
  })

  it('speaks by it with the address of the interface, and announces the virtual MAC', async () => {
    await vip.start()
    await lan.current.pass(3700)
    const sent = lan.current.sent()
    expect(new Set(sent.map(({ packet }) => packet.interface))).toEqual(new Set(['vrrp.51']))
    expect(sent[0]?.packet).toMatchObject({ kind: 'ip', source: '192.0.2.1' })
    expect(sent[1]?.packet).toMatchObject({ kind: 'ethernet', source: '00:00:5e:00:01:33' })
  })

  it('hears its peers there: the kernel gives frames from the virtual MAC to nobody else', async () => {
    await vip.start()
    const peer = lan.current.node('peer', '192.0.2.2')
    await peer.advertise({ priority: 200 })
    // The segment has delivered it to both interfaces, as the kernel does from other MACs.
    expect(vip.status().counters.advertRcvd).toBe(1)
    expect(vip.membership.router.unknownVrids).toBe(0)
  })

  it('is in FAULT while either interface is down, and says which', async () => {
    await vip.start()
    links.set('vrrp.51', { up: false })
    expect(vip.status().faults).toEqual([{ kind: 'interface', interface: 'vrrp.51' }])
    links.set('eth0', { up: false })
    expect(vip.status().faults).toEqual([{ kind: 'interface', interface: 'eth0' }])
    links.set('vrrp.51', { up: true })
    links.set('eth0', { up: true })
    expect(vip.state).toBe('BACKUP')
  })

  it('tells of an interface that cannot be made', async () => {
    const failures: string[] = []
    vip.on('effectFailed', ({ text }) => failures.push(text))
    await vip.start()
    virtualMacs.fail(new Error('EPERM'))
    expect(failures).toEqual(['virtualMac: EPERM'])
  })

  it('needs somebody to make it', async () => {
    const other = new Lan().node('node', '192.0.2.1')
    await expect(other.instance({ useVmac: true }).start()).rejects.toThrow(/needs the port/)
  })
})
