import * as benchmarks from './benchmarks.js'
import * as scenarios from './scenarios.js'

// Runs one scenario, by name, and prints what came of it as a line of JSON.
const all: Readonly<Record<string, () => unknown>> = { ...scenarios, ...benchmarks }
const run = all[process.argv[2] ?? '']
if (run === undefined) throw new Error(`one of: ${Object.keys(all).join(' ')}`)
const result = await run()
process.stdout.write(`${JSON.stringify(result)}\n`)
process.exit(0)
