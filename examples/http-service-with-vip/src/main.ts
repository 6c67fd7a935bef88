// Two copies of an HTTP service on two hosts, one virtual address, and a client that asks it without
// a pause while the master is killed, comes back and is stopped. The hosts are network namespaces, so
// that it needs root, and a real kernel holds the address. Needs iproute2 and curl.
import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { Client } from './client.js'
import { Network } from './network.js'
import type { Host } from './network.js'

if (process.getuid?.() !== 0) {
  console.error('this example makes network namespaces: run it as root')
  process.exit(1)
}

using network = new Network()
let a = await start('a', 150)
const b = await start('b', 100)
using client = new Client(network)

await watch('a is killed: no goodbye, and its address stays behind.', () => end(a, 'SIGKILL'))
await watch('a is started again.', async () => (a = await start('a', 150)))
await watch('a is stopped, as for an upgrade.', () => end(a, 'SIGTERM'))
await end(b, 'SIGTERM')
console.log('b is stopped.')

async function watch(what: string, act: () => Promise<unknown>): Promise<void> {
  await pause(500)
  client.report()
  console.log(what)
  await act()
  await pause(1500)
  const { answeredBy, longestGapMs } = client.report()
  console.log(`  => curl was answered by ${answeredBy}; longest gap ${longestGapMs} ms`)
}

/** Resolves when the copy says that it is part of the election, or master. */
async function start(host: Host, priority: number): Promise<ChildProcess> {
  const file = fileURLToPath(new URL('service.ts', import.meta.url))
  const node = [process.execPath, '--conditions=@holdfast/source', '--import', 'tsx', file]
  const [program, args] = network.on(host, ...node, host, String(priority))
  const service = spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  service.stdout.pipe(process.stdout)
  await once(service.stdout, 'data')
  return service
}

async function end(service: ChildProcess, signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
  const gone = once(service, 'exit')
  service.kill(signal)
  await gone
}
