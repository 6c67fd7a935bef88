import type { ChildProcess } from 'node:child_process'
import { macFromBytes } from '@holdfast/core'
import type { Clock, IpAddress, Logger, MacAddress } from '@holdfast/core'
import { interfaceIndex, SystemCallError } from '@holdfast/linux'
import type { FrameBackend, FrameFailed, FrameFilter, FrameSink } from '../frame-backend.js'
import { UnicastSockets } from '../packet/unicast-sockets.js'
import { captureFilter } from './capture-filter.js'
import { CaptureProcess } from './capture-process.js'
import { forkCapture } from './fork-capture.js'
import { systemMonotonicMs } from './messages.js'
import type { CapturedFrame } from './messages.js'

export interface PcapBackendOptions {
  readonly filter: FrameFilter
  readonly clock: Clock
  readonly logger: Logger
  /** Starts the process of an interface; for tests. */
  readonly fork?: (interfaceName: string, filter: string) => ChildProcess
}

/**
 * Frames through libpcap, in a process of its own for each interface: the binding aborts its process
 * when an interface goes down. Unicast packets go through raw IP sockets, which exist on Linux only.
 */
export class PcapBackend implements FrameBackend {
  readonly #options: PcapBackendOptions
  readonly #captures = new Map<string, CaptureProcess>()
  readonly #unicast = new Map<string, UnicastSockets>()
  readonly #groups = new Map<string, Set<IpAddress>>()
  #sink: FrameSink | undefined

  constructor(options: PcapBackendOptions) {
    this.#options = options
  }

  attach(sink: FrameSink): void {
    this.#sink = sink
  }

  async open(name: string): Promise<void> {
    const { filter, clock, logger, fork = forkCapture } = this.#options
    const expression = captureFilter(filter)
    const capture = new CaptureProcess({
      interfaceName: name,
      fork: () => fork(name, expression),
      clock,
      logger,
      onFrames: (frames) => this.#captured(name, frames),
    })
    this.#captures.set(name, capture)
    try {
      await capture.open()
    } catch (error) {
      this.#captures.delete(name)
      throw error
    }
    this.#answerForVrrp(name)
  }

  /** What comes is heard anyway; this is for switches that forward groups only to listeners. */
  joinGroup(name: string, group: IpAddress): void {
    const groups = this.#groups.get(name) ?? new Set()
    this.#groups.set(name, groups.add(group))
    this.#closeUnicast(name)
    this.#answerForVrrp(name)
  }

  macAddress(name: string): MacAddress | undefined {
    return this.#captures.get(name)?.macAddress
  }

  sendFrame(name: string, frame: Uint8Array, failed: FrameFailed): void {
    const capture = this.#captures.get(name)
    if (capture === undefined) failed(new SystemCallError('send', 'ENODEV', name))
    else capture.send(frame, failed)
  }

  sendPacket(name: string, destination: IpAddress, packet: Uint8Array, failed: FrameFailed): void {
    try {
      this.#unicastOf(name).send(packet, destination)
    } catch {
      try {
        // The interface may be another one of the same name by now.
        this.#closeUnicast(name)
        this.#unicastOf(name).send(packet, destination)
      } catch (error) {
        failed(error)
      }
    }
  }

  /** What waits is in another process: it comes in turns of the event loop. */
  drain(): void {
    return
  }

  /** `cap` does not tell. */
  droppedFrames(): number {
    return 0
  }

  async close(): Promise<void> {
    this.#sink = undefined
    for (const name of [...this.#unicast.keys()]) this.#closeUnicast(name)
    await Promise.all([...this.#captures.values()].map((capture) => capture.close()))
    this.#captures.clear()
  }

  #captured(name: string, frames: readonly CapturedFrame[]): void {
    const own = this.macAddress(name)
    const now = systemMonotonicMs()
    for (const { bytes, atMs } of frames) {
      if (isFrom(own, bytes)) continue
      if (isFor(own, bytes)) this.#sink?.frameArrived(name, bytes, Math.max(0, now - atMs))
      else this.#sink?.frameRejected(name, 'otherHost')
    }
  }

  /** Unless a socket is there, Linux tells unicast peers that nobody speaks VRRP here. */
  #answerForVrrp(name: string): void {
    try {
      this.#unicastOf(name)
    } catch (error) {
      this.#options.logger.debug('no raw IP sockets, so no unicast', { interface: name, error })
    }
  }

  #unicastOf(name: string): UnicastSockets {
    const known = this.#unicast.get(name)
    if (known !== undefined) return known
    const sockets = new UnicastSockets(name, interfaceIndex(name))
    for (const group of this.#groups.get(name) ?? []) sockets.addGroup(group)
    sockets.joinGroups()
    this.#unicast.set(name, sockets)
    return sockets
  }

  #closeUnicast(name: string): void {
    this.#unicast.get(name)?.close()
    this.#unicast.delete(name)
  }
}

/** The interface is promiscuous: what is for other stations has to be left out here. */
function isFor(own: MacAddress | undefined, frame: Uint8Array): boolean {
  if (frame.length < 12) return true
  const isGroup = ((frame[0] ?? 0) & 1) === 1
  return isGroup || macFromBytes(frame) === own
}

/**
 * libpcap shows what other sockets of this machine send as well. A virtual MAC address proves nothing:
 * all routers of a virtual router have the same one.
 */
function isFrom(own: MacAddress | undefined, frame: Uint8Array): boolean {
  if (own === undefined || frame.length < 12 || own.startsWith('00:00:5e:00:0')) return false
  return macFromBytes(frame, 6) === own
}
