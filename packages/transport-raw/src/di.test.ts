import 'reflect-metadata'
import type { Logger } from '@holdfast/core'
import {
  addressesToken,
  linksToken,
  loggerToken,
  packetTransportToken,
  routesToken,
} from '@holdfast/core/di'
import { container as root } from 'tsyringe'
import { describe, expect, it } from 'vitest'
import { linuxPortsToken, registerOnLinux } from './di.js'

describe('registerOnLinux', () => {
  it('provides the ports of core, one set for all child containers', async () => {
    const container = root.createChildContainer()
    const close = registerOnLinux(container)
    const ports = container.resolve(linuxPortsToken)
    const child = container.createChildContainer()
    expect(child.resolve(packetTransportToken)).toBe(ports.transport)
    expect(child.resolve(linksToken)).toBe(ports.links)
    expect(child.resolve(addressesToken)).toBe(ports.addresses)
    expect(child.resolve(routesToken)).toBe(ports.routes)
    await close()
    await expect(ports.transport.open(['lo'])).rejects.toThrow('the transport is closed')
  })

  it('uses the logger of core', () => {
    const nothing = (): void => undefined
    const logger: Logger = { debug: nothing, info: nothing, warn: nothing, error: nothing }
    const container = root.createChildContainer()
    container.registerInstance(loggerToken, logger)
    registerOnLinux(container)
    expect(container.resolve(linuxPortsToken).logger).toBe(logger)
  })

  it('closes nothing when nothing was made', async () => {
    const close = registerOnLinux(root.createChildContainer())
    await expect(close()).resolves.toBeUndefined()
  })
})
