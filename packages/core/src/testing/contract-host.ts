import type { EthernetFrame, IpDatagram, Packet, PacketTransport } from '../transport.js'
import { toHex } from './hex.js'
import type { SimInterface } from './sim-network.js'

/** A node that a harness plugs in: `eth0` on the segment `lan`, `eth1` on the segment `other`. */
export interface ContractNode {
  readonly name: string
  readonly interfaces: Readonly<Record<'eth0' | 'eth1', SimInterface>>
}

/** What a transport brings along to be tested; each case gets a fresh one. */
export interface TransportHarness {
  /** Plugs the nodes in and gives their transports in the same order, not yet opened. */
  attach(nodes: readonly ContractNode[]): Promise<readonly PacketTransport[]>
  /** Lets time pass until nothing is under way any more. */
  settle(): Promise<void>
  /** Closes whatever is still open. */
  close(): Promise<void>
}

/** A node of a case, and what it heard. */
export interface ContractHost {
  readonly name: string
  readonly transport: PacketTransport
  readonly ipv4: string
  readonly ipv6: string
  readonly mac: string
  /** Packets as text, because a packet is only valid during its callback. */
  readonly heard: string[]
  /** What `failed` was called with. */
  readonly failures: unknown[]
}

/** Plugs nodes in, subscribes to each, and opens `interfaces` on them. */
export async function joinHosts<const Names extends readonly string[]>(
  harness: TransportHarness,
  names: Names,
  interfaces: readonly string[] = ['eth0'],
): Promise<{ readonly [Index in keyof Names]: ContractHost }> {
  const transports = await harness.attach(names.map(contractNode))
  const hosts = transports.map((transport, index) => hostOf(names[index] ?? '', index, transport))
  for (const { transport, heard } of hosts) {
    transport.subscribe((packet) => heard.push(describePacket(packet)))
    await transport.open(interfaces)
  }
  return hosts as never
}

export function sendFrom({ transport, failures }: ContractHost, packet: Packet): void {
  transport.send(packet, (error) => failures.push(error))
}

/** A datagram like an advertisement, with the fields that matter to a case. */
export function datagramFrom(host: ContractHost, fields: Partial<IpDatagram> = {}): IpDatagram {
  return {
    kind: 'ip',
    interface: 'eth0',
    source: host.ipv4,
    destination: '224.0.0.18',
    protocol: 112,
    ttl: 255,
    tos: 0xc0,
    payload: Uint8Array.of(0x21, 0x33, 0x64),
    ...fields,
  }
}

/** A frame like a gratuitous ARP, with the fields that matter to a case. */
export function frameFrom(host: ContractHost, fields: Partial<EthernetFrame> = {}): EthernetFrame {
  return {
    kind: 'ethernet',
    interface: 'eth0',
    source: host.mac,
    destination: 'ff:ff:ff:ff:ff:ff',
    etherType: 0x0806,
    payload: Uint8Array.of(0x00, 0x01, 0x08, 0x00),
    ...fields,
  }
}

/** Throws unless the host heard exactly these packets, in this order, since it was asked last. */
export function expectHeard(host: ContractHost, ...packets: readonly Packet[]): void {
  const heard = host.heard.splice(0)
  const expected = packets.map(describePacket)
  if (heard.join('\n') === expected.join('\n')) return
  throw new Error(`${host.name} heard\n${list(heard)}\nand should have heard\n${list(expected)}`)
}

/** Throws unless `failed` was called `count` times since it was asked last, each with an Error. */
export function expectFailures(host: ContractHost, count: number): void {
  const failures = host.failures.splice(0)
  const calls = `${host.name}'s failed was called ${failures.length} times`
  if (failures.length !== count) throw new Error(`${calls} and not ${count}`)
  if (!failures.every((failure) => failure instanceof Error)) {
    throw new Error(`${calls}, but not with errors: ${failures.join(', ')}`)
  }
}

export function expectCount(what: string, actual: number, expected: number): void {
  if (actual === expected) return
  throw new Error(`${what} ${actual} times and not ${expected}`)
}

function contractNode(name: string, index: number): ContractNode {
  const number = String(index + 1)
  const eth0 = {
    segment: 'lan',
    address: [`192.0.2.${number}`, `fe80::${number}`],
    macAddress: `02:00:00:00:00:0${number}`,
  }
  const eth1 = {
    segment: 'other',
    address: `198.51.100.${number}`,
    macAddress: `02:00:00:00:01:0${number}`,
  }
  return { name, interfaces: { eth0, eth1 } }
}

function hostOf(name: string, index: number, transport: PacketTransport): ContractHost {
  const number = String(index + 1)
  return {
    name,
    transport,
    ipv4: `192.0.2.${number}`,
    ipv6: `fe80::${number}`,
    mac: `02:00:00:00:00:0${number}`,
    heard: [],
    failures: [],
  }
}

function describePacket(packet: Packet): string {
  const { interface: name, source, destination } = packet
  const fields =
    packet.kind === 'ip'
      ? `protocol ${packet.protocol} ttl ${packet.ttl} tos ${packet.tos}`
      : `etherType ${packet.etherType}`
  const { length } = packet.payload
  const payload = `${length} bytes ${toHex(packet.payload)}`
  return `  ${name} ${packet.kind} ${source} > ${destination} ${fields} ${payload}`
}

function list(lines: readonly string[]): string {
  return lines.length === 0 ? '  nothing' : lines.join('\n')
}
