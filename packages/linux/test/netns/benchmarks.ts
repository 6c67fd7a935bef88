import { fork } from 'node:child_process'
import { once } from 'node:events'
import { enableTimestamps, monotonicMs, poll, receiveBatch, Timer } from '@holdfast/linux'
import { frame, packetSocket, plugCable } from './frames.js'

// What the sockets cost; run them by hand: ip netns exec … node … main.ts latency

/** Milliseconds from the kernel's receipt to the callback, at 100 frames a second. */
export async function latency(): Promise<unknown> {
  plugCable()
  const socket = packetSocket('right')
  enableTimestamps(socket)
  const batch = receiveBatch(64, 256)
  const ages: number[] = []
  socket.onReadable(() => {
    const count = socket.receive(batch)
    for (let index = 0; index < count; index++) ages.push(batch.ageMs(index))
  })
  const sender = fork(new URL('main.ts', import.meta.url), ['sendSlowly'], { stdio: 'ignore' })
  await once(sender, 'exit')
  return quantiles(ages)
}

export function sendSlowly(): unknown {
  const socket = packetSocket('left')
  for (let count = 0; count < 500; count++) {
    socket.send(frame(new Array<number>(60).fill(1)))
    poll([], 10)
  }
  return {}
}

/** Microseconds of one send, alone and in batches; of an empty receive; of a round trip. */
export function costs(): unknown {
  plugCable()
  const sender = packetSocket('left')
  const receiver = packetSocket('right')
  const bytes = frame(new Array<number>(60).fill(1))
  const burst = new Array<Uint8Array>(64).fill(bytes)
  const batch = receiveBatch(64, 256)
  const each = (times: number, action: () => void): number => {
    for (let count = 0; count < times / 10; count++) action()
    const start = monotonicMs()
    for (let count = 0; count < times; count++) action()
    return ((monotonicMs() - start) * 1000) / times
  }
  return {
    sendUs: each(20_000, () => sender.send(bytes)),
    sendBatchedUs: each(500, () => sender.sendBatch(burst)) / 64,
    receiveNothingUs: each(20_000, () => {
      while (receiver.receive(batch) > 0);
    }),
    sendAndReceiveUs: each(20_000, () => {
      sender.send(bytes)
      receiver.receive(batch)
    }),
    clockUs: each(20_000, monotonicMs),
  }
}

/** Milliseconds after its deadline that a timer calls back. */
export async function timerLateness(): Promise<unknown> {
  const late: number[] = []
  let deadline = monotonicMs()
  await new Promise<void>((resolve) => {
    const timer = new Timer(() => {
      late.push(monotonicMs() - deadline)
      if (late.length === 500) resolve()
      else timer.set((deadline = monotonicMs() + 5))
    })
    timer.set((deadline += 5))
  })
  return quantiles(late)
}

function quantiles(values: readonly number[]): Readonly<Record<string, number | undefined>> {
  const sorted = values.toSorted((one, two) => one - two)
  const at = (part: number): number | undefined => sorted[Math.floor((sorted.length - 1) * part)]
  return { count: sorted.length, p50: at(0.5), p99: at(0.99), max: at(1) }
}
