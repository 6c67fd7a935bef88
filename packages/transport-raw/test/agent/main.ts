// A node of a test: transports in a process of its own, in the network namespace it was started in.
import { execFileSync } from 'node:child_process'
import type { Packet } from '@holdfast/core'
import { consoleLogger, HoldfastError } from '@holdfast/core'
import { RawTransport } from '../../src/raw-transport.js'
import type { AgentAnswer, AgentNews, AgentRequest } from '../support/agent-messages.js'

let transport: RawTransport | undefined
let generation = 0
let isCounting = false

function tell(message: AgentAnswer | AgentNews): void {
  process.send?.(message)
}

async function answer(id: number, request: AgentRequest): Promise<unknown> {
  switch (request.type) {
    case 'create': {
      await transport?.close()
      generation += 1
      isCounting = false
      const created = generation
      const logger =
        process.env.HOLDFAST_DEBUG === undefined
          ? {}
          : { logger: consoleLogger({ level: 'debug' }) }
      transport = new RawTransport({ ...request.options, ...logger })
      transport.subscribe((packet) => {
        if (isCounting) return
        const copy = { ...packet, payload: packet.payload.slice() }
        tell({ type: 'packet', transport: created, packet: copy })
      })
      return created
    }
    case 'open':
      return transport?.open(request.interfaces)
    case 'send':
      transport?.send(request.packet, (error) => {
        tell({ type: 'failed', request: id, message: error.message })
      })
      return undefined
    case 'drain':
      return transport?.drain()
    case 'counters':
      isCounting = true
      return transport?.counters
    case 'childPids':
      return execFileSync('pgrep', ['-P', String(process.pid), 'node'], { encoding: 'utf8' })
        .trim()
        .split('\n')
        .map(Number)
    case 'burst':
      return burst(request.packet, request.count, request.perSecond)
    case 'block':
      block(request.forMs)
      return undefined
    case 'close':
      return transport?.close()
  }
}

/** Sends evenly: every turn as many as the time since the start asks for. */
async function burst(packet: Packet, count: number, perSecond: number): Promise<number> {
  const start = performance.now()
  let sent = 0
  while (sent < count) {
    const due = Math.min(count, ((performance.now() - start) * perSecond) / 1000)
    for (; sent < due; sent += 1) transport?.send(packet)
    await new Promise((resolve) => setImmediate(resolve))
  }
  return performance.now() - start
}

function block(forMs: number): void {
  const end = performance.now() + forMs
  while (performance.now() < end) continue
}

process.on('message', (message) => {
  const { id, request } = message as { id: number; request: AgentRequest }
  answer(id, request).then(
    (value) => tell({ id, ok: true, value }),
    (error: unknown) => {
      const code = HoldfastError.isHoldfastError(error) ? error.code : undefined
      tell({ id, ok: false, code, message: error instanceof Error ? error.message : String(error) })
    },
  )
})
process.on('disconnect', () => process.exit(0))
