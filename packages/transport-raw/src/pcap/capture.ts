import type cap from 'cap'
import type { Cap } from 'cap'
import { interfaceMac } from './interface-mac.js'
import { systemMonotonicMs } from './messages.js'
import type { CapturedFrame, CaptureMessage, CaptureObstacle, SendMessage } from './messages.js'

// libpcap gives every frame room for 64 KiB where the interface may offload segmentation, so this is
// room for about 250 adverts.
const ringBytes = 16 * 1024 * 1024
const longestFrame = 65_535

const retryMs = 250
// Each failed attempt leaks a handle of libpcap: let go of them by starting anew.
const mostAttempts = 200

/**
 * What runs in the process of one interface: libpcap at one end, the parent at the other. Everything
 * that can go wrong with the interface may abort this process, and it is started again then.
 */
export class Capture {
  readonly #interfaceName: string
  readonly #filter: string
  readonly #tell: (message: CaptureMessage) => void
  // Referenced here for as long as the handle lives: the addon keeps a bare pointer to it.
  readonly #buffer = Buffer.alloc(longestFrame)
  #cap: Cap | undefined
  #waiting: CapturedFrame[] = []
  #attempts = 0

  constructor(interfaceName: string, filter: string, tell: (message: CaptureMessage) => void) {
    this.#interfaceName = interfaceName
    this.#filter = filter
    this.#tell = tell
  }

  /** Tries until it listens. */
  async start(): Promise<void> {
    const failure = await this.#tryOpen()
    if (failure === undefined) return
    this.#tell({ type: 'failed', ...failure })
    this.#attempts += 1
    if (this.#attempts >= mostAttempts) process.exit(0)
    setTimeout(() => void this.start(), retryMs)
  }

  send({ id, frame }: SendMessage): void {
    try {
      // Before `open` it would be a segmentation fault.
      if (this.#cap === undefined) throw new Error('the interface is not up')
      this.#cap.send(Buffer.from(frame), frame.length)
    } catch (error) {
      this.#tell({ type: 'notSent', id, message: messageOf(error) })
    }
  }

  async #tryOpen(): Promise<Failure | undefined> {
    let handle: Cap
    try {
      handle = await makeCap()
    } catch (error) {
      return { obstacle: 'library', message: messageOf(error) }
    }
    const macAddress = interfaceMac(this.#interfaceName)
    try {
      const linkType = handle.open(this.#interfaceName, this.#filter, ringBytes, this.#buffer)
      if (linkType !== 'ETHERNET' || macAddress === undefined) {
        return { obstacle: 'interface', message: `its link type is ${linkType}` }
      }
    } catch (error) {
      return describeFailure(messageOf(error))
    }
    handle.on('packet', (length) => this.#captured(length))
    this.#cap = handle
    this.#tell({ type: 'listening', macAddress })
    return undefined
  }

  /** All frames of one turn go in one message: libpcap hands over in a loop what waits. */
  #captured(length: number): void {
    if (this.#waiting.length === 0) setImmediate(() => this.#flush())
    const bytes = Uint8Array.from(this.#buffer.subarray(0, length))
    this.#waiting.push({ bytes, atMs: systemMonotonicMs() })
  }

  #flush(): void {
    this.#tell({ type: 'frames', frames: this.#waiting })
    this.#waiting = []
  }
}

/** By a name that no bundler can follow: whoever does without this backend need not have the package. */
async function makeCap(): Promise<Cap> {
  const packageName = 'cap'
  const module = (await import(packageName)) as { readonly default: typeof cap }
  return new module.default.Cap()
}

interface Failure {
  readonly obstacle: CaptureObstacle
  readonly message: string
}

/** libpcap has no codes that `cap` would show, only words. */
function describeFailure(message: string): Failure {
  if (/permi/i.test(message)) return { obstacle: 'privilege', message }
  if (/no such device/i.test(message)) return { obstacle: 'interface', message }
  return { obstacle: 'notUp', message: message === '' ? 'the interface is not up' : message }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error)
}
