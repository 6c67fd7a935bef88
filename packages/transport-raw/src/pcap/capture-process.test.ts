import type { ChildProcess } from 'node:child_process'
import { EventEmitter } from 'node:events'
import { silentLogger } from '@holdfast/core'
import { SimClock } from '@holdfast/core/testing'
import { describe, expect, it } from 'vitest'
import { CaptureProcess } from './capture-process.js'
import type { CapturedFrame, CaptureMessage } from './messages.js'

/** What `CaptureProcess` uses of a child process. */
class FakeChild extends EventEmitter {
  readonly stderr = null
  readonly sent: unknown[] = []
  connected = true
  exitCode: number | null = null
  signalCode: NodeJS.Signals | null = null

  send(message: unknown): void {
    this.sent.push(message)
  }

  says(message: CaptureMessage): void {
    this.emit('message', message)
  }

  kill(signal: NodeJS.Signals): void {
    this.dies(signal)
  }

  dies(signal: NodeJS.Signals): void {
    this.connected = false
    this.signalCode = signal
    this.emit('exit', null, signal)
  }
}

interface World {
  readonly clock: SimClock
  readonly children: FakeChild[]
  readonly frames: CapturedFrame[]
  readonly capture: CaptureProcess
}

function makeWorld(): World {
  const clock = new SimClock()
  const children: FakeChild[] = []
  const frames: CapturedFrame[] = []
  const capture = new CaptureProcess({
    interfaceName: 'eth0',
    fork: () => {
      const child = new FakeChild()
      children.push(child)
      return child as unknown as ChildProcess
    },
    clock,
    logger: silentLogger,
    onFrames: (captured) => frames.push(...captured),
  })
  return { clock, children, frames, capture }
}

const listening: CaptureMessage = { type: 'listening', macAddress: '02:00:00:00:00:01' }

describe('CaptureProcess', () => {
  it('opens when the child listens', async () => {
    const { children, capture, frames } = makeWorld()
    const opening = capture.open()
    children[0]!.says(listening)
    await opening
    expect(capture.macAddress).toBe('02:00:00:00:00:01')
    const frame = { bytes: Uint8Array.of(1), atMs: 5 }
    children[0]!.says({ type: 'frames', frames: [frame] })
    expect(frames).toEqual([frame])
  })

  it.each([
    [
      'library',
      'Cannot find module',
      /needs libpcap: install libpcap.*It said: Cannot find module/,
    ],
    ['privilege', 'Operation not permitted', /CAP_NET_RAW/],
    ['interface', 'No such device exists', /cannot listen on eth0: No such device exists/],
  ] as const)('does not open for want of: %s', async (obstacle, message, text) => {
    const { children, capture, clock } = makeWorld()
    const opening = capture.open()
    children[0]!.says({ type: 'failed', obstacle, message })
    await expect(opening).rejects.toThrow(text)
    // And nothing is started again.
    clock.advance(60_000)
    expect(children).toHaveLength(1)
    expect(children[0]!.signalCode).toBe('SIGKILL')
  })

  it('opens on an interface that is down, and cannot send yet', async () => {
    const { children, capture } = makeWorld()
    const opening = capture.open()
    children[0]!.says({ type: 'failed', obstacle: 'notUp', message: 'not up' })
    await opening
    const failures: unknown[] = []
    capture.send(Uint8Array.of(1), (cause) => failures.push(cause))
    expect(String(failures[0])).toContain('the capture process does not listen')
    children[0]!.says(listening)
    capture.send(Uint8Array.of(2), (cause) => failures.push(cause))
    expect(children[0]!.sent).toEqual([{ type: 'send', id: 1, frame: Uint8Array.of(2) }])
    expect(failures).toHaveLength(1)
  })

  it('starts again after 100 ms, 200 ms, 400 ms, 5 s at most', async () => {
    const { children, capture, clock } = makeWorld()
    const opening = capture.open()
    children[0]!.says(listening)
    await opening
    for (const [index, pauseMs] of [100, 200, 400, 800, 1600, 3200, 5000, 5000].entries()) {
      children.at(-1)!.dies('SIGABRT')
      clock.advance(pauseMs - 1)
      expect(children).toHaveLength(index + 1)
      clock.advance(1)
      expect(children).toHaveLength(index + 2)
    }
    // Ten seconds without a mishap, and it is forgiven.
    children.at(-1)!.says(listening)
    clock.advance(10_000)
    children.at(-1)!.dies('SIGABRT')
    clock.advance(100)
    expect(children).toHaveLength(10)
  })

  it('tells of what certainly did not leave', async () => {
    const { children, capture } = makeWorld()
    const opening = capture.open()
    children[0]!.says(listening)
    await opening
    const failures: string[] = []
    capture.send(Uint8Array.of(1), () => failures.push('first'))
    capture.send(Uint8Array.of(2), (cause) => failures.push(String(cause)))
    children[0]!.says({ type: 'notSent', id: 2, message: 'send: Message too long' })
    children[0]!.says({ type: 'notSent', id: 2, message: 'again' })
    expect(failures).toEqual(['TransportError: send: Message too long'])
  })

  it('is silent after close, and starts nothing', async () => {
    const { children, capture, clock, frames } = makeWorld()
    const opening = capture.open()
    children[0]!.says(listening)
    await opening
    await capture.close()
    children[0]!.says({ type: 'frames', frames: [{ bytes: Uint8Array.of(1), atMs: 5 }] })
    clock.advance(60_000)
    expect(frames).toEqual([])
    expect(children).toHaveLength(1)
  })

  it('does not open when it is closed first', async () => {
    const { capture } = makeWorld()
    const opening = capture.open()
    await capture.close()
    await expect(opening).rejects.toThrow('the transport is closed')
  })

  it('does not open when the child dies first', async () => {
    const { children, capture } = makeWorld()
    const opening = capture.open()
    children[0]!.dies('SIGSEGV')
    await expect(opening).rejects.toThrow('the capture process ended (SIGSEGV)')
  })
})
