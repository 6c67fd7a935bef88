import 'reflect-metadata'
import { container } from 'tsyringe'
import { describe, expect, it } from 'vitest'
import { addressesToken, clockToken, linksToken, loggerToken, packetTransportToken } from './di.js'
import { registerCore } from './di.js'
import type { Links } from './links.js'
import { silentLogger } from './logger.js'
import { systemClock } from './system-clock.js'

const links: Links = { watch: () => () => undefined }

describe('registerCore', () => {
  it('registers the clock of the system and a silent logger unless told otherwise', () => {
    const child = container.createChildContainer()
    registerCore(child)
    expect(child.resolve(clockToken)).toBe(systemClock)
    expect(child.resolve(loggerToken)).toBe(silentLogger)
    expect(child.isRegistered(packetTransportToken)).toBe(false)
    expect(child.isRegistered(addressesToken)).toBe(false)
    expect(child.isRegistered(linksToken)).toBe(false)
  })

  it('makes each port once for a container, from what that container holds', () => {
    const child = container.createChildContainer()
    const made: unknown[] = []
    registerCore(child, {
      links: (from) => {
        made.push(from.resolve(clockToken))
        return links
      },
    })
    expect(made).toEqual([])
    expect(child.resolve(linksToken)).toBe(links)
    expect(child.resolve(linksToken)).toBe(links)
    expect(made).toEqual([systemClock])
  })

  it('keeps containers apart', () => {
    const one = container.createChildContainer()
    const two = container.createChildContainer()
    registerCore(one, { links: () => ({ ...links }) })
    registerCore(two, { links: () => ({ ...links }) })
    expect(one.resolve(linksToken)).not.toBe(two.resolve(linksToken))
    expect(container.isRegistered(linksToken)).toBe(false)
  })

  it('uses tokens that another copy of the package shares', () => {
    expect(clockToken).toBe(Symbol.for('@holdfast/core/Clock'))
    expect(loggerToken).toBe(Symbol.for('@holdfast/core/Logger'))
    expect(packetTransportToken).toBe(Symbol.for('@holdfast/core/PacketTransport'))
    expect(addressesToken).toBe(Symbol.for('@holdfast/core/Addresses'))
    expect(linksToken).toBe(Symbol.for('@holdfast/core/Links'))
  })
})
