import 'reflect-metadata'
import { addressesToken, linksToken, packetTransportToken, registerCore } from '@holdfast/core/di'
import { MemoryAddresses, SimClock, SimNetwork, SimProcess } from '@holdfast/core/testing'
import { container as root } from 'tsyringe'
import type { DependencyContainer } from 'tsyringe'
import { describe, expect, it } from 'vitest'
import { registerVrrp, vrrpInstanceToken, vrrpRouterToken } from './di.js'

const virtualRouter = {
  name: 'VI_1',
  interface: 'eth0',
  virtualRouterId: 51,
  virtualAddresses: ['192.0.2.10/24'],
}

/** A container that holds the ports of a node of its own network. */
function nodeContainer(parent: DependencyContainer = root) {
  const clock = new SimClock()
  const transport = new SimNetwork(clock).attach(new SimProcess(clock, { name: 'a' }), {
    eth0: { address: '192.0.2.1' },
  })
  const addresses = new MemoryAddresses()
  const container = parent.createChildContainer()
  registerCore(container, {
    clock: () => clock,
    packetTransport: () => transport,
    links: () => transport.links,
    addresses: () => addresses,
  })
  return { container, clock, addresses, transport }
}

describe('registerVrrp', () => {
  it('makes an instance on the ports of the container', async () => {
    const { container, clock, addresses } = nodeContainer()
    registerVrrp(container, { instances: [virtualRouter] })
    const instance = container.resolve(vrrpInstanceToken)
    expect(container.resolve(vrrpInstanceToken)).toBe(instance)
    await instance.start()
    clock.advance(3609)
    expect([instance.state, addresses.has('192.0.2.10')]).toEqual(['BACKUP', false])
    clock.advance(1)
    expect([instance.state, addresses.has('192.0.2.10')]).toEqual(['MASTER', true])
    expect(instance.status().sourceAddress).toBe('192.0.2.1')
  })

  it('lets several instances share the router of the container', () => {
    const { container } = nodeContainer()
    const second = { ...virtualRouter, name: 'VI_2', virtualRouterId: 52 }
    registerVrrp(container, { instances: [virtualRouter, second] })
    const instances = container.resolveAll(vrrpInstanceToken)
    expect(instances.map(({ name }) => name)).toEqual(['VI_1', 'VI_2'])
    const router = container.resolve(vrrpRouterToken)
    expect(instances.map(({ membership }) => membership.router === router)).toEqual([true, true])
  })

  it('serves several nodes that are child containers of the one with the registration', () => {
    const shared = root.createChildContainer()
    registerVrrp(shared, { instances: [virtualRouter] })
    const a = nodeContainer(shared).container.resolve(vrrpInstanceToken)
    const b = nodeContainer(shared).container.resolve(vrrpInstanceToken)
    expect(a.membership.router).not.toBe(b.membership.router)
  })

  it('makes do with a transport', async () => {
    const { transport } = nodeContainer()
    const container = root.createChildContainer()
    container.registerInstance(packetTransportToken, transport)
    registerVrrp(container, { instances: [{ ...virtualRouter, sourceAddress: '192.0.2.1' }] })
    expect(container.isRegistered(linksToken)).toBe(false)
    expect(container.isRegistered(addressesToken)).toBe(false)
    const instance = container.resolve(vrrpInstanceToken)
    await instance.start()
    expect(instance.state).toBe('BACKUP')
    await instance.stop()
  })

  it('makes the hooks of each instance out of the container', async () => {
    const { container, clock } = nodeContainer()
    const told: string[] = []
    registerVrrp(container, {
      instances: [virtualRouter],
      hooks: ({ name }, from) => ({
        afterTransition: ({ to }) => {
          told.push(`${name} ${to} ${String(from === container)}`)
        },
      }),
    })
    await container.resolve(vrrpInstanceToken).start()
    clock.advance(3610)
    await Promise.resolve()
    await Promise.resolve()
    expect(told).toEqual(['VI_1 BACKUP true', 'VI_1 MASTER true'])
  })

  it('stops what was made, and closes the transport, when it is told to', async () => {
    const { container, clock, addresses, transport } = nodeContainer()
    const close = registerVrrp(container, { instances: [virtualRouter] })
    const instance = container.resolve(vrrpInstanceToken)
    await instance.start()
    clock.advance(3610)
    await close()
    expect([instance.state, addresses.has('192.0.2.10')]).toEqual(['INIT', false])
    await expect(transport.open(['eth0'])).rejects.toThrow('closed')
  })

  it('closes nothing when nothing was made', async () => {
    const close = registerVrrp(root.createChildContainer(), { instances: [virtualRouter] })
    await expect(close()).resolves.toBeUndefined()
  })

  it('uses tokens that another copy of the package shares', () => {
    expect(vrrpRouterToken).toBe(Symbol.for('@holdfast/vrrp/VrrpRouter'))
    expect(vrrpInstanceToken).toBe(Symbol.for('@holdfast/vrrp/VrrpInstance'))
  })
})
