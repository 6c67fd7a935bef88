import { createHostLook } from '../lint/facts/node-host-look.js'
import { checkFiles } from '../report/check-files.js'
import { lintFiles } from '../report/lint-files.js'
import { mayPaint } from '../report/paint.js'
import { nodeFiles } from '../running/node-files.js'
import { systemSurroundings } from '../running/system-surroundings.js'
import type { Command } from './command.js'

type ReportCommand = Extract<Command, { readonly kind: 'check' | 'lint' }>

/** `holdfast check` and `holdfast lint` on this machine; resolves with the exit code. */
export async function report(
  command: ReportCommand,
  print: (text: string) => void,
): Promise<number> {
  const { kind, files, json, simulate, configId } = command
  const world = {
    reader: nodeFiles,
    surroundings: systemSurroundings(configId),
    print,
    json,
    colours: mayPaint(process.stdout.isTTY, process.env),
  }
  const { exitCode } =
    kind === 'check'
      ? await checkFiles(files, { ...world, host: createHostLook() })
      : await lintFiles(files, { ...world, simulate })
  return exitCode
}
