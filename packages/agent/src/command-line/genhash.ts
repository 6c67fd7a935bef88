import { digestOfUrl } from '@holdfast/check'
import { HoldfastError, systemClock } from '@holdfast/core'
import { hexDump } from '../report/hex-dump.js'
import type { GenhashCommand } from './command.js'
import type { CommandOutput } from './command-output.js'
import { exitCodes } from './exit-codes.js'

/** Prints the MD5 of a page as keepalived's `genhash` does; resolves with the exit code. */
export async function genhash(
  { options, verbose }: GenhashCommand,
  { print, complain }: CommandOutput,
): Promise<number> {
  const heard = { head: new Uint8Array(0), body: [] as Uint8Array[] }
  const startedAt = systemClock.now()
  try {
    const digest = await digestOfUrl({
      ...options,
      ...(verbose
        ? {
            onHead: (bytes: Uint8Array) => void (heard.head = Uint8Array.from(bytes)),
            onBody: (bytes: Uint8Array) => void heard.body.push(Uint8Array.from(bytes)),
          }
        : {}),
    })
    if (verbose) print(receivedText(heard.head, Buffer.concat(heard.body), digest))
    print(digest)
    if (verbose) {
      const tookUs = Math.round((systemClock.now() - startedAt) * 1000)
      print(`\nGlobal response time for [${options.path}] = ${tookUs} usecs`)
    }
    return exitCodes.stopped
  } catch (error) {
    if (!HoldfastError.isHoldfastError(error)) throw error
    complain(error.message)
    return exitCodes.failed
  }
}

/** The frames in which keepalived shows it. */
function receivedText(head: Uint8Array, body: Uint8Array, digest: string): string {
  return [
    '-----------------------[    HTTP Header Buffer    ]-----------------------',
    hexDump(head),
    '-----------------------[ HTTP Header Ascii Buffer ]-----------------------',
    Buffer.from(head).toString('latin1'),
    '-----------------------[        HTML Buffer        ]-----------------------',
    `${hexDump(body)}\n`,
    '-----------------------[    HTML hash resulting    ]-----------------------',
    hexDump(Buffer.from(digest, 'hex')),
    '-----------------------[ HTML hash final resulting ]-----------------------',
  ].join('\n')
}
