import type { LabProcess } from '../lab/lab-process.js'
import type { RunningRouter } from './peer.js'

/**
 * A router made of a program and of what it needs beside it, which ends with it.
 */
export function runningProgram(
  main: LabProcess,
  besides: readonly LabProcess[] = [],
): RunningRouter {
  const all = [main, ...besides]
  const toAll = (signal: NodeJS.Signals): void => {
    for (const program of all) program.sendToGroup(signal)
  }
  const kill = async (): Promise<void> => {
    toAll('SIGKILL')
    await Promise.all(all.map(({ ended }) => ended))
  }
  return {
    get log() {
      return all.flatMap(({ lines }) => lines)
    },
    stop: async () => {
      main.send('SIGTERM')
      await main.ended
      await kill()
    },
    kill,
    pause: () => toAll('SIGSTOP'),
    resume: () => toAll('SIGCONT'),
  }
}
