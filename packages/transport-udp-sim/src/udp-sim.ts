import { ConfigError, parseIpAddress, parseMacAddress } from '@holdfast/core'
import type { ConfigIssue, IpAddress, Logger, MacAddress } from '@holdfast/core'
import { derivedMacAddress, SimLinks } from '@holdfast/core/testing'
import { UdpSimTransport } from './udp-sim-transport.js'

/** How a node is plugged in. */
export interface UdpSimInterface {
  /** One or several, the primary first. */
  readonly address: IpAddress | readonly IpAddress[]
  /** Locally administered and derived from the first address by default. */
  readonly macAddress?: MacAddress
  /** Whoever is on the same segment of a hub hears each other; `lan` by default. */
  readonly segment?: string
}

export interface UdpSimOptions {
  /** UDP port of the hub on 127.0.0.1. */
  readonly port: number
  /** The node's name, unique on its hub; the first address of the first interface by default. */
  readonly node?: string
  readonly interfaces: Readonly<Record<string, UdpSimInterface>>
  readonly logger?: Logger
}

export interface OnSegmentOptions extends UdpSimInterface {
  /** UDP port of the hub on 127.0.0.1. */
  readonly port: number
  /** Name of the node's only interface; `eth0` by default. */
  readonly interface?: string
  /** The node's name, unique on its hub; the first address by default. */
  readonly node?: string
  readonly logger?: Logger
}

/** The ports of a router instance that a segment provides; where addresses go is the caller's. */
export interface UdpSimPorts {
  readonly transport: UdpSimTransport
  /** Tells the interfaces as configured; `links.set('eth0', { up: false })` pulls the plug. */
  readonly links: SimLinks
}

/** Longer names would not fit into an envelope, whatever they are made of. */
const NAME_LENGTH_MAX = 64

/** Plugs a node into segments of the hub at `port`. Opens nothing; throws ConfigError. */
export function udpSim(options: UdpSimOptions): UdpSimPorts {
  const issues = [...portIssues(options.port), ...interfacesIssues(options.interfaces)]
  if (options.node !== undefined) issues.push(...nameIssues('node', options.node))
  if (issues.length > 0) throw new ConfigError('udpSim', issues)

  const links = new SimLinks()
  const segments = new Map<string, string>()
  let firstAddress = ''
  for (const [name, { address, macAddress, segment }] of Object.entries(options.interfaces)) {
    const addresses = canonicalAddresses(address)
    const [primary = ''] = addresses
    firstAddress ||= primary
    const mac = parseMacAddress(macAddress ?? '') ?? derivedMacAddress(primary)
    links.set(name, { addresses, macAddress: mac })
    segments.set(name, segment ?? 'lan')
  }
  const { port, node = firstAddress, logger } = options
  const base = { port, node, segments, links }
  return {
    links,
    transport: new UdpSimTransport(logger === undefined ? base : { ...base, logger }),
  }
}

/** Plugs a node with one interface into a segment: `udpSim` for the common case. */
export function onSegment(options: OnSegmentOptions): UdpSimPorts {
  const { port, node, logger, interface: name = 'eth0', ...plug } = options
  return udpSim({
    port,
    interfaces: { [name]: plug },
    ...(node === undefined ? {} : { node }),
    ...(logger === undefined ? {} : { logger }),
  })
}

function canonicalAddresses(address: UdpSimInterface['address']): readonly IpAddress[] {
  return [address].flat().flatMap((text) => parseIpAddress(text) ?? [])
}

function interfacesIssues(interfaces: UdpSimOptions['interfaces']): ConfigIssue[] {
  const entries = Object.entries(interfaces)
  if (entries.length === 0) return [{ path: 'interfaces', message: 'has no interface' }]
  return entries.flatMap(([name, { address, macAddress, segment }]) => {
    const path = `interfaces.${name}`
    const issues = nameIssues(path, name)
    const addresses = [address].flat()
    if (addresses.length === 0) issues.push({ path: `${path}.address`, message: 'is empty' })
    for (const text of addresses) {
      if (parseIpAddress(text) !== undefined) continue
      issues.push({ path: `${path}.address`, message: `"${text}" is not an IP address` })
    }
    if (macAddress !== undefined && parseMacAddress(macAddress) === undefined) {
      issues.push({ path: `${path}.macAddress`, message: `"${macAddress}" is not a MAC address` })
    }
    if (segment !== undefined) issues.push(...nameIssues(`${path}.segment`, segment))
    return issues
  })
}

function nameIssues(path: string, name: string): ConfigIssue[] {
  if (name.length > 0 && name.length <= NAME_LENGTH_MAX) return []
  return [{ path, message: `the name must have 1 to ${NAME_LENGTH_MAX} characters` }]
}

function portIssues(port: number): ConfigIssue[] {
  if (Number.isInteger(port) && port >= 1 && port <= 65535) return []
  return [{ path: 'port', message: `${port} is not a UDP port`, hint: 'the port of the hub' }]
}
