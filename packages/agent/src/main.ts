/**
 * The command line: what `bin/holdfast.js` calls.
 *
 * @packageDocumentation
 */
import { writeSync } from 'node:fs'
import type { Command } from './command-line/command.js'
import { exitCodes } from './command-line/exit-codes.js'
import { helpText } from './command-line/help-text.js'
import { parseCommandLine } from './command-line/parse-command-line.js'
import { FileSink } from './logging/line-sink.js'
import { version } from './version.js'

const standardOutput = 1
const standardError = 2

/** Does what the words behind `holdfast` ask for, and ends the process with its exit code. */
export async function main(argv: readonly string[]): Promise<void> {
  const code = await perform(parseCommandLine(argv))
  process.exit(code)
}

async function perform(command: Command): Promise<number> {
  switch (command.kind) {
    case 'help':
      print(helpText.trimEnd())
      return 0
    case 'version':
      print(`Holdfast v${version()}`)
      return 0
    case 'usageError': {
      const hint = command.hint === undefined ? '' : ` (${command.hint})`
      complain(`${command.message}${hint}`)
      return exitCodes.usage
    }
    case 'configTest': {
      const { configTest } = await import('./command-line/config-test.js')
      return configTest({ ...command, print })
    }
    case 'check':
    case 'lint': {
      const { report } = await import('./command-line/report.js')
      return report(command, print)
    }
    case 'doctor': {
      const { doctor } = await import('./command-line/doctor.js')
      return doctor(command, { print, complain })
    }
    case 'control': {
      const { control } = await import('./command-line/control.js')
      return control(command, { print, complain })
    }
    case 'listIpvs': {
      const { listIpvs } = await import('./command-line/list-ipvs.js')
      return listIpvs(command, { print, complain })
    }
    case 'genhash': {
      const { genhash } = await import('./command-line/genhash.js')
      return genhash(command, { print, complain })
    }
    case 'realServer': {
      const { realServer } = await import('./command-line/real-server.js')
      return realServer(command, { print, complain })
    }
    case 'run': {
      const { run } = await import('./command-line/run.js')
      const sink = new FileSink({ descriptor: standardOutput })
      const code = await run(command.options, sink)
      await sink.idle()
      return code
    }
  }
}

function complain(message: string): void {
  writeSync(standardError, `holdfast: ${message}\n`)
}

/** Ends quietly when nobody reads any further, as in `holdfast check FILE | head`. */
function print(line: string): void {
  try {
    writeSync(standardOutput, `${line}\n`)
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EPIPE') {
      process.exit(exitCodes.brokenPipe)
    }
    throw error
  }
}
