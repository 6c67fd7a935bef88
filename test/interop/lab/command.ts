import { spawnSync } from 'node:child_process'

/** Runs a program to its end and returns what it printed; throws with what it complained of. */
export function run(command: string, args: readonly string[], input = ''): string {
  const { status, stdout, stderr, error } = spawnSync(command, args, { encoding: 'utf8', input })
  if (error !== undefined) throw new Error(`${command} could not be run`, { cause: error })
  if (status !== 0) throw new Error(`${command} ${args.join(' ')}: ${stderr.trim()}`)
  return stdout
}

/** For cleaning up, where what is gone already is no error. */
export function tryRun(command: string, args: readonly string[]): string {
  return spawnSync(command, args, { encoding: 'utf8' }).stdout
}
