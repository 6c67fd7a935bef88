import { runCommand } from './command.js'
import { jobArgument, serveBatches } from './jobs.js'

const args = process.argv.slice(2)
if (args[0] === jobArgument) serveBatches()
else process.exitCode = await runCommand(args, { print: console.log, warn: console.error })
