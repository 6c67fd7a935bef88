import { linuxClock } from '@holdfast/linux'
import { describe, expect, it } from 'vitest'
import { onLinux } from './on-linux.js'

describe('onLinux', () => {
  it('gives a router its ports, and opens nothing', async () => {
    const before = process.listenerCount('exit')
    const ports = onLinux()
    expect(ports.clock).toBe(linuxClock)
    expect(process.listenerCount('exit')).toBe(before)
    await ports.close()
  })

  it('a transport that was closed does not open', async () => {
    const ports = onLinux({ backend: 'pcap' })
    await ports.close()
    await expect(ports.transport.open(['lo'])).rejects.toThrow('the transport is closed')
  })

  it('takes one listener for the exit of the process, and gives it back', async () => {
    const before = process.listenerCount('exit')
    const first = onLinux()
    const second = onLinux()
    // Reading the kernel's tables is the first use, and needs no privilege.
    for (const { links } of [first, second]) links.watch(['lo'], () => undefined)()
    expect(process.listenerCount('exit')).toBe(before + 1)
    await first.close()
    expect(process.listenerCount('exit')).toBe(before + 1)
    await second.close()
    expect(process.listenerCount('exit')).toBe(before)
  })

  it('stays out of the exit of the process when told so', async () => {
    const before = process.listenerCount('exit')
    const ports = onLinux({ releaseOnExit: false })
    ports.links.watch(['lo'], () => undefined)()
    expect(process.listenerCount('exit')).toBe(before)
    await ports.close()
  })
})
