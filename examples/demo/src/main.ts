// Three routers in processes of their own on a UDP segment: the master is killed with SIGKILL, and
// the takeover is measured on the wire. `--json` prints one JSON object per event.
import { constants } from 'node:os'
import { parseArgs } from 'node:util'
import { jsonView } from './json-view.js'
import { lineView } from './line-view.js'
import { Stage } from './stage.js'
import { brokenOff, play } from './story.js'
import { tableView } from './table-view.js'
import type { View } from './view.js'

const usage = `Usage: npm run demo [-- --json]

Three router processes share an address on a UDP segment of this machine. The master is killed
and started again, with preemption and without; the takeover is measured on the wire.

  --json   one JSON object per event on standard output, the last one a summary
  --help
`

const interruption = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.once(signal, () => {
    process.exitCode = 128 + constants.signals[signal]
    interruption.abort()
  })
}
// Whoever read our output has gone: `npm run demo | head`.
process.stdout.on('error', () => {
  process.exitCode = 1
  interruption.abort()
})

const options = readOptions()
if (options === undefined) process.exitCode = 2
else if (options.help) write(usage)
else await run(options.json ? jsonView(write) : (tableView(process.stdout) ?? lineView(write)))

async function run(view: View): Promise<void> {
  try {
    if (!(await show(view))) process.exitCode = 1
  } catch (error) {
    // After an interruption there is nothing to say: its exit code is set already.
    if (!interruption.signal.aborted) throw error
  } finally {
    view.close()
  }
}

async function show(view: View): Promise<boolean> {
  await using stage = await Stage.open({
    tell: (event, atMs) => view.event(event, atMs),
    heard: (advert, atMs) => view.heard(advert, atMs),
    signal: interruption.signal,
  })
  try {
    const summary = await play(stage)
    view.summary(summary)
    return summary.ok
  } catch (error) {
    if (interruption.signal.aborted) throw error
    stage.tell({ event: 'failed', text: error instanceof Error ? error.message : String(error) })
    view.summary(brokenOff(stage))
    return false
  }
}

function readOptions(): { readonly json: boolean; readonly help: boolean } | undefined {
  const flag = { type: 'boolean', default: false } as const
  try {
    return parseArgs({ options: { json: flag, help: flag } }).values
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`)
    return undefined
  }
}

function write(text: string): void {
  process.stdout.write(text)
}
