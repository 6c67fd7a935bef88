import type { MacAddress } from '@holdfast/core'

/** What the process that holds libpcap is told. */
export interface SendMessage {
  readonly type: 'send'
  readonly id: number
  readonly frame: Uint8Array
}

export interface CapturedFrame {
  readonly bytes: Uint8Array
  /** When it was read, in milliseconds of the system's monotonic clock. */
  readonly atMs: number
}

/**
 * Why there is nothing to hear: the package or the library is missing, the process may not capture,
 * there is no such interface, or it is there but down or of no use.
 */
export type CaptureObstacle = 'library' | 'privilege' | 'interface' | 'notUp'

/** What that process says. */
export type CaptureMessage =
  | { readonly type: 'listening'; readonly macAddress: MacAddress }
  | { readonly type: 'failed'; readonly obstacle: CaptureObstacle; readonly message: string }
  | { readonly type: 'frames'; readonly frames: readonly CapturedFrame[] }
  | { readonly type: 'notSent'; readonly id: number; readonly message: string }

/** CLOCK_MONOTONIC, which all processes of a machine share: `performance.now` starts with each. */
export function systemMonotonicMs(): number {
  const [seconds, nanoseconds] = process.hrtime()
  return seconds * 1000 + nanoseconds / 1e6
}
