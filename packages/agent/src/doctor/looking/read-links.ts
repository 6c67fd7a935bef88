import { existsSync, readFileSync, readlinkSync } from 'node:fs'
import { basename } from 'node:path'
import {
  IFA_F_DADFAILED,
  IFA_F_TENTATIVE,
  IFF_LOWER_UP,
  IFF_MULTICAST,
  IFF_UP,
  openRtnetlink,
} from '@holdfast/linux'
import type { BridgeFacts, LinkFacts } from '../machine-facts.js'

const unusable = IFA_F_TENTATIVE | IFA_F_DADFAILED

/** The interfaces of this network namespace. Throws AddonMissingError and SystemCallError. */
export function readLinks(): readonly LinkFacts[] {
  const rtnetlink = openRtnetlink()
  try {
    const addresses = rtnetlink.addresses()
    return rtnetlink.links().map(({ name, index, flags, mtu, macAddress }) => ({
      name,
      isUp: (flags & IFF_UP) !== 0,
      hasCarrier: (flags & IFF_LOWER_UP) !== 0,
      isMulticast: (flags & IFF_MULTICAST) !== 0,
      macAddress,
      mtu,
      addresses: addresses
        .filter((each) => each.interfaceIndex === index)
        .filter((each) => ((each.flags ?? 0) & unusable) === 0)
        .map(({ address, prefixLength }) => ({ address, prefixLength })),
      bridge: bridgeOf(name),
    }))
  } finally {
    rtnetlink.close()
  }
}

/** The bridge that an interface is, or is a port of, as /sys shows it. */
function bridgeOf(name: string): BridgeFacts | undefined {
  const bridge = isBridge(name) ? name : masterOf(name)
  if (bridge === undefined || !isBridge(bridge)) return undefined
  try {
    const snooping = readFileSync(`/sys/class/net/${bridge}/bridge/multicast_snooping`, 'utf8')
    return { name: bridge, snoopsMulticast: snooping.trim() !== '0' }
  } catch {
    return undefined
  }
}

function isBridge(name: string): boolean {
  return existsSync(`/sys/class/net/${name}/bridge`)
}

function masterOf(name: string): string | undefined {
  try {
    return basename(readlinkSync(`/sys/class/net/${name}/master`))
  } catch {
    return undefined
  }
}
