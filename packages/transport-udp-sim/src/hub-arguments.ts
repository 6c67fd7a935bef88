import { parseArgs } from 'node:util'
import { UsageError } from '@holdfast/core'
import type { LinkFaults } from '@holdfast/core/testing'

export const hubUsage = `Usage: holdfast-segment [options]

A LAN segment on 127.0.0.1: processes of this machine plug in and exchange VRRP packets.
Prints {"event":"listening","port":N} on standard output and runs until SIGINT or SIGTERM.

  --port N            UDP port; any free one by default
  --seed N            decides every loss, delay and duplicate (0)
  --latency MS        or MIN-MAX: time under way
  --loss P            probability 0..1 that a packet is lost
  --duplicate P       probability that a packet arrives twice
  --reorder P         probability of an extra delay of up to --reorder-ms
  --reorder-ms MS
  --verbose           log what happens on standard error
  --help
`

/** What the command line of the hub asks for. */
export interface HubArguments {
  readonly port: number
  readonly seed: number
  readonly faults: Partial<LinkFaults>
  readonly verbose: boolean
  readonly help: boolean
}

const text = { type: 'string' } as const
const flag = { type: 'boolean', default: false } as const

/** Throws UsageError; whether a probability makes sense is for the fault plan to say. */
export function parseHubArguments(args: readonly string[]): HubArguments {
  const { port, seed, latency, verbose, help, ...probabilities } = readOptions(args)
  const portNumber = readNumber('port', port ?? '0')
  if (!Number.isInteger(portNumber) || portNumber > 65535) {
    throw new UsageError(`--port ${String(port)} is not a UDP port`)
  }
  const faults = Object.entries({
    loss: probabilities.loss,
    duplicate: probabilities.duplicate,
    reorder: probabilities.reorder,
    reorderMs: probabilities['reorder-ms'],
  }).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, readNumber(name, value)] as const],
  )
  return {
    port: portNumber,
    seed: readNumber('seed', seed ?? '0'),
    faults: {
      ...(latency === undefined ? {} : { latencyMs: readRange('latency', latency) }),
      ...Object.fromEntries(faults),
    },
    verbose,
    help,
  }
}

function readOptions(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        port: text,
        seed: text,
        latency: text,
        loss: text,
        duplicate: text,
        reorder: text,
        'reorder-ms': text,
        verbose: flag,
        help: flag,
      },
    }).values
  } catch (cause) {
    throw new UsageError(cause instanceof Error ? cause.message : String(cause), { cause })
  }
}

function readRange(name: string, value: string): number | readonly [number, number] {
  const separator = value.indexOf('-')
  if (separator < 0) return readNumber(name, value)
  return [readNumber(name, value.slice(0, separator)), readNumber(name, value.slice(separator + 1))]
}

function readNumber(name: string, value: string): number {
  if (!/^\d+(\.\d+)?$/.test(value)) throw new UsageError(`--${name} ${value} is not a number`)
  return Number(value)
}
