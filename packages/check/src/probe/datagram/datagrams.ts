import type { Target } from '../connection/connect-options.js'
import { LinuxDatagrams } from './linux-datagrams.js'
import { NodeDatagrams } from './node-datagrams.js'

/** After `failed`, or `close`, none of these is called any more. */
export interface DatagramListener {
  /** From now on `send` may be called. */
  opened(): void
  /** From the target, and nobody else. */
  received(bytes: Uint8Array): void
  /** Also: an ICMP message says that nobody is there. See `ProbeOutcome`. */
  failed(reason: string, isOwnFault: boolean): void
}

/** A UDP socket that is connected to its target. */
export interface Datagrams {
  send(bytes: Uint8Array): void
  close(): void
}

/** Node has UDP sockets, but without marks and interfaces. */
export function openDatagrams(target: Target, listener: DatagramListener): Datagrams {
  return target.mark === undefined && target.interface === undefined
    ? new NodeDatagrams(target, listener)
    : new LinuxDatagrams(target, listener)
}
