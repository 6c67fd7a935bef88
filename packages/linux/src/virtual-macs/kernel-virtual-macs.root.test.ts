import { readFileSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { VirtualMac } from '@holdfast/core'
import { openRtnetlink } from '../rtnetlink/open-rtnetlink.js'
import type { Rtnetlink } from '../rtnetlink/rtnetlink.js'
import { inNamespace, ip, ipJson } from '../../../../test/support/in-namespace.js'
import { KernelVirtualMacs } from './kernel-virtual-macs.js'

const vrrp4: VirtualMac = { name: 'vrrp.51', parent: 'v0', macAddress: '00:00:5e:00:01:33' }
const vrrp6: VirtualMac = { name: 'vrrp6.51', parent: 'v0', macAddress: '00:00:5e:00:02:33' }

interface ShownLink {
  readonly ifname: string
  readonly address: string
  readonly link: string
  readonly ifalias: string
  readonly flags: readonly string[]
  readonly linkinfo: { readonly info_kind: string; readonly info_data: { readonly mode: string } }
}

inNamespace(import.meta.url, () => {
  let rtnetlink: Rtnetlink
  let macs: KernelVirtualMacs
  let failures: string[]

  const makeParent = (): void => {
    ip('link', 'add', 'v0', 'type', 'veth', 'peer', 'name', 'v1')
    ip('link', 'set', 'v0', 'up')
    ip('link', 'set', 'v1', 'up')
  }

  const ensure = (owner: string, wanted: VirtualMac): void =>
    macs.ensure(owner, wanted, (error) => failures.push(error.message))

  const shown = (): ShownLink[] => ipJson('-d', 'link', 'show', 'type', 'macvlan') as ShownLink[]

  const setting = (family: string, name: string): string =>
    readFileSync(`/proc/sys/net/${family}/conf/${name}`, 'utf8').trim()

  beforeEach(() => {
    makeParent()
    rtnetlink = openRtnetlink()
    failures = []
    macs = new KernelVirtualMacs(rtnetlink)
  })

  afterEach(() => {
    macs.close()
    rtnetlink.close()
    ip('link', 'delete', 'v0')
  })

  test('a macvlan is made as keepalived makes it, and leaves no trace', () => {
    ensure('VI_1', vrrp4)
    expect(failures).toEqual([])
    expect(shown()).toMatchObject([
      {
        ifname: 'vrrp.51',
        address: '00:00:5e:00:01:33',
        link: 'v0',
        ifalias: 'holdfast',
        linkinfo: { info_kind: 'macvlan', info_data: { mode: 'private' } },
      },
    ])
    expect(shown()[0]?.flags).toContain('UP')
    expect(setting('ipv4', 'vrrp.51/arp_ignore')).toBe('1')
    expect(setting('ipv4', 'vrrp.51/accept_local')).toBe('1')
    expect(setting('ipv4', 'vrrp.51/rp_filter')).toBe('2')
    expect(setting('ipv4', 'vrrp.51/promote_secondaries')).toBe('1')
    expect(setting('ipv6', 'vrrp.51/disable_ipv6')).toBe('1')
    expect(setting('ipv4', 'v0/arp_ignore')).toBe('1')
    expect(setting('ipv4', 'v0/arp_filter')).toBe('1')
    macs.release('VI_1')
    expect(shown()).toEqual([])
    expect(setting('ipv4', 'v0/arp_ignore')).toBe('0')
    expect(setting('ipv4', 'v0/arp_filter')).toBe('0')
  })

  test('one of an IPv6 router makes itself no address', async () => {
    ensure('VI_6', vrrp6)
    await wait(300)
    const [link] = ipJson('addr', 'show', 'dev', 'vrrp6.51') as [{ addr_info: unknown[] }]
    expect(link.addr_info).toEqual([])
    expect(failures).toEqual([])
  })

  test('one that is deleted or taken down by hand is there again', async () => {
    ensure('VI_1', vrrp4)
    ip('link', 'delete', 'vrrp.51')
    await wait(200)
    expect(shown().map(({ ifname }) => ifname)).toEqual(['vrrp.51'])
    ip('link', 'set', 'vrrp.51', 'down')
    await wait(200)
    expect(shown()[0]?.flags).toContain('UP')
    expect(failures).toEqual([])
  })

  test('one whose parent is recreated is there again', async () => {
    ensure('VI_1', vrrp4)
    ip('link', 'delete', 'v0')
    await wait(200)
    expect(failures[0]).toBe('there is no interface v0 to make vrrp.51 on')
    makeParent()
    await wait(200)
    expect(shown()).toMatchObject([{ ifname: 'vrrp.51', link: 'v0' }])
    expect(setting('ipv4', 'v0/arp_ignore')).toBe('1')
  })

  test('one of somebody else is not touched', () => {
    ip('link', 'add', 'vrrp.51', 'link', 'v0', 'type', 'macvlan', 'mode', 'bridge')
    ensure('VI_1', vrrp4)
    expect(failures).toEqual([
      'vrrp.51 exists already and was not made by Holdfast: remove it (ip link delete vrrp.51) ' +
        'or choose another name for the interface with the virtual MAC',
    ])
    macs.close()
    expect(shown()).toMatchObject([{ linkinfo: { info_data: { mode: 'bridge' } } }])
  })
})
