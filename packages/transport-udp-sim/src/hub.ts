#!/usr/bin/env node
import { HoldfastError } from '@holdfast/core'
import type { Logger } from '@holdfast/core'
import { hubUsage, parseHubArguments } from './hub-arguments.js'
import type { HubArguments } from './hub-arguments.js'
import { startSegment } from './segment.js'

try {
  const args = parseHubArguments(process.argv.slice(2))
  if (args.help) process.stdout.write(hubUsage)
  else await run(args)
} catch (error) {
  if (!HoldfastError.isHoldfastError(error)) throw error
  process.stderr.write(`holdfast-segment: ${error.message}\n`)
  process.exitCode = 1
}

async function run({ port, seed, faults, verbose }: HubArguments): Promise<void> {
  const logger = verbose ? { logger: stderrLogger() } : {}
  const segment = await startSegment({ port, seed, faults, ...logger })
  process.stdout.write(`${JSON.stringify({ event: 'listening', port: segment.port })}\n`)

  const stop = (): void => {
    // The channel to a parent would keep the process running.
    if (process.connected) process.disconnect()
    void segment.close()
  }
  process.once('SIGINT', stop)
  process.once('SIGTERM', stop)
  // A hub that was forked does not outlive its parent, however that ends.
  if (process.connected) process.once('disconnect', stop)
}

/** Standard output belongs to the one line that says where the hub listens. */
function stderrLogger(): Logger {
  const write = (message: string, fields: unknown): void => {
    process.stderr.write(`${message} ${JSON.stringify(fields ?? {})}\n`)
  }
  return { debug: write, info: write, warn: write, error: write }
}
