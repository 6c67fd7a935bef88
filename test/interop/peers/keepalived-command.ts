import { rmSync } from 'node:fs'

/**
 * Runs keepalived in the foreground, VRRP only, log on stdout; in detail, as it says its states only
 * then. What it leaves in files is beside its configuration.
 */
export function keepalivedCommand(configFile: string): readonly [string, ...string[]] {
  const [main, vrrp] = [`${configFile}.pid`, `${configFile}.vrrp.pid`]
  // One that was killed leaves them behind, and somebody else may have its number by now.
  for (const file of [main, vrrp]) rmSync(file, { force: true })
  return ['keepalived', '-n', '-P', '-l', '-D', '-G', '-f', configFile, '-p', main, '-r', vrrp]
}
