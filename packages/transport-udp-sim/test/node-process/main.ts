/**
 * A node in a process of its own: `main.ts PORT NAME ADDRESS`. Writes `open`, then
 * `heard N` for each packet; sends a packet that carries N when it reads `send N`.
 */
import { createInterface } from 'node:readline'
import { numbered, plugIn } from '../support/lan.js'

const [port, name = '', address = ''] = process.argv.slice(2)
const node = plugIn(Number(port), name, address)
node.transport.subscribe(({ payload }) => {
  process.stdout.write(`heard ${payload[0]}\n`)
})
await node.transport.open(['eth0'])
process.stdout.write('open\n')

for await (const line of createInterface(process.stdin)) {
  const [, number] = line.split(' ')
  node.transport.send(numbered(node, Number(number)))
}
await node.transport.close()
