// One router in a process of its own: `router-process.ts PORT NODE ADDRESS`. It does as it is told
// over the channel to its parent, and ends when that closes, however the parent ended.
import { onSegment } from '@holdfast/transport-udp-sim'
import { explainReason, VrrpInstance } from '@holdfast/vrrp'
import type { VrrpConfig } from '@holdfast/vrrp'
import type { Order, Report } from './messages.js'

const [port, node = '', address = ''] = process.argv.slice(2)
let instance: VrrpInstance | undefined

process.on('message', (order: Order) => {
  if (order.type === 'run') void run(order.config)
  else void leave()
})
process.on('disconnect', () => process.exit())
// Ctrl-C in a terminal reaches this process too; what to do about it is for the parent to say.
process.on('SIGINT', () => undefined)
report({ type: 'ready' })

async function run(config: VrrpConfig): Promise<void> {
  instance = new VrrpInstance(config, onSegment({ port: Number(port), node, address }))
  instance.on('transition', ({ from, to, reason, at }) => {
    report({ type: 'transition', from, to, reason: explainReason(reason), at })
  })
  await instance.start()
}

async function leave(): Promise<void> {
  await instance?.stop()
  report({ type: 'left' })
}

function report(message: Report): void {
  process.send?.(message)
}
