import type { Packet } from '@holdfast/core'
import type { TransportHarness } from '@holdfast/core/testing'
import { Agent, RemoteTransport, within } from './agent.js'
import type { AgentOptions } from './agent-messages.js'
import { Lab } from './lab.js'

/** EtherType of frames that only tell that everything sent before them has arrived. */
const beacon = 0x88b5

const nodes = ['a', 'b', 'c']

/** Three nodes in namespaces, for the suite that every transport passes. */
export class ContractLab implements AsyncDisposable {
  readonly #lab = new Lab('macvlan')
  readonly #agents: readonly Agent[]

  constructor() {
    for (const [index, node] of nodes.entries()) this.#plugIn(node, index + 1)
    this.#agents = nodes.map((node) => new Agent(this.#lab.namespace(node)))
  }

  harness(options: AgentOptions): TransportHarness {
    const transports: RemoteTransport[] = []
    const waiting = new Map<string, () => void>()
    let round = 0
    const hear = (index: number, packet: Packet): void => {
      if (packet.kind === 'ethernet' && packet.etherType === beacon) {
        waiting.get(beaconName(index, packet.interface, packet.payload))?.()
      } else {
        transports[index]?.deliver(packet)
      }
    }
    return {
      attach: async (plugged) => {
        for (const [index] of plugged.entries()) {
          const agent = this.#agents[index]!
          await agent.create(options, (packet) => hear(index, packet))
          transports.push(new RemoteTransport(agent))
        }
        return transports
      },
      settle: async () => {
        round += 1
        await Promise.all(beaconsOf(transports, round, waiting))
      },
      close: async () => {
        await Promise.all(transports.map((transport) => transport.close()))
      },
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const agent of this.#agents) await agent[Symbol.asyncDispose]()
    this.#lab[Symbol.dispose]()
  }

  /** Neighbours are permanent: asking for them would be heard as ARP. */
  #plugIn(node: string, number: number): void {
    const lab = this.#lab
    const eth0 = [`192.0.2.${number}/24`, `fe80::${number}/64`]
    lab.plug(node, 'eth0', { mac: `02:00:00:00:00:0${number}`, addresses: eth0 })
    const eth1 = [`198.51.100.${number}/24`]
    const mac = `02:00:00:00:01:0${number}`
    lab.plug(node, 'eth1', { segment: 'other', mac, addresses: eth1 })
    lab.silence(node)
    for (const other of ['1', '2', '3', '99']) {
      const last = other.padStart(2, '0')
      lab.ip(node, `neigh replace 192.0.2.${other} lladdr 02:00:00:00:00:${last} dev eth0`)
      lab.ip(node, `neigh replace 192.0.2.${other} lladdr 02:00:00:00:00:98 dev eth1`)
      lab.ip(node, `neigh replace fe80::${other} lladdr 02:00:00:00:00:${last} dev eth0`)
    }
  }
}

/**
 * Every transport that listens sends a beacon through each of its interfaces, behind whatever it sent
 * before; done when all the others that listen there have heard it.
 */
function beaconsOf(
  transports: readonly RemoteTransport[],
  round: number,
  waiting: Map<string, () => void>,
): readonly Promise<void>[] {
  const arrivals: Promise<void>[] = []
  for (const [sender, transport] of transports.entries()) {
    for (const name of transport.openInterfaces) {
      const payload = Uint8Array.of(sender, round)
      for (const [index, other] of transports.entries()) {
        if (index === sender || !other.openInterfaces.includes(name)) continue
        const key = beaconName(index, name, payload)
        const arrived = new Promise<void>((resolve) => waiting.set(key, resolve))
        arrivals.push(within(arrived, `beacon ${key}`))
      }
      transport.send({
        kind: 'ethernet',
        interface: name,
        source: `02:00:00:00:0${name === 'eth0' ? 0 : 1}:0${sender + 1}`,
        destination: 'ff:ff:ff:ff:ff:ff',
        etherType: beacon,
        payload,
      })
    }
    // Answered after the failures that the requests before it had.
    arrivals.push(transport.agent.ask({ type: 'drain' }).then(() => undefined))
  }
  return arrivals
}

function beaconName(receiver: number, interfaceName: string, payload: Uint8Array): string {
  return `${receiver} ${interfaceName} ${payload[0] ?? ''} ${payload[1] ?? ''}`
}
