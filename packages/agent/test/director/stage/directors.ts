import { fileURLToPath } from 'node:url'
import type { Program } from '../../../../../test/support/program.js'
import { Client } from './client.js'
import { Lan } from './lan.js'
import type { Machine } from './lan.js'
import { vips } from './pair-config.js'
import { RealServer } from './real-server.js'

const holdfast = fileURLToPath(new URL('../../../bin/holdfast.js', import.meta.url))

/** Two directors, two real servers that know the virtual addresses, and a client. */
export interface Directors {
  readonly lan: Lan
  readonly a: Machine
  readonly b: Machine
  readonly one: RealServer
  readonly two: RealServer
  readonly client: Client
  readonly clientMachine: Machine
}

/** Resolves when client and real servers are ready; the directors are still to be started. */
export async function openDirectors(): Promise<Directors> {
  const lan = new Lan(2)
  const a = addDirector(lan, 'a', 128)
  const b = addDirector(lan, 'b', 127)
  const one = addRealServer(lan, 'one', 129)
  const two = addRealServer(lan, 'two', 130)
  const clientMachine = lan.add('client', '192.168.31.1/24')
  clientMachine.ip('address add 192.168.31.2/24 dev eth0')
  const client = new Client(clientMachine)
  await Promise.all([one.start(), two.start(), client.start()])
  return { lan, a, b, one, two, client, clientMachine }
}

/** Runs a configuration; resolves when it is in force. */
export async function direct(lan: Lan, machine: Machine, file: string): Promise<Program> {
  const state = `${lan.folder}/${machine.name}`
  const agent = machine.start(process.execPath, holdfast, '-f', file, '--state-dir', state)
  await agent.printed(/Startup complete/)
  return agent
}

export function holds(machine: Machine, address: string): boolean {
  return machine.procNet('fib_trie').includes(` ${address}\n`)
}

function addDirector(lan: Lan, name: string, host: number): Machine {
  const machine = lan.add(name, `192.168.31.${host}/24`, `10.0.0.${host}/24`)
  machine.set({ 'ipv4/ip_forward': 1, 'ipv4/conf/all/rp_filter': 0 })
  return machine
}

/** Answers for the virtual addresses, without telling anybody where they are. */
function addRealServer(lan: Lan, name: string, host: number): RealServer {
  const machine = lan.add(name, `192.168.31.${host}/24`, `10.0.0.${host}/24`)
  machine.read('modprobe', 'ipip')
  machine.ip(
    `address add ${vips.direct}/32 dev lo`,
    `address add ${vips.tunnelled}/32 dev tunl0`,
    'link set tunl0 up',
    `rule add from 10.0.0.${host} lookup 7`,
    'route add 10.0.0.0/24 dev eth1 table 7',
    `route add default via ${vips.gateway} dev eth1 table 7`,
  )
  machine.set({
    'ipv4/conf/all/arp_ignore': 1,
    'ipv4/conf/all/arp_announce': 2,
    'ipv4/conf/all/rp_filter': 0,
    'ipv4/conf/eth1/rp_filter': 0,
    'ipv4/conf/tunl0/rp_filter': 0,
  })
  return new RealServer(lan, machine, [80, 81, 82])
}
