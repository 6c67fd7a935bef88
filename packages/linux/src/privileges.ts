import { readFileSync } from 'node:fs'
import { HoldfastError } from '@holdfast/core'

/** Numbers of linux/capability.h. */
const bits = {
  CAP_KILL: 5,
  CAP_SETGID: 6,
  CAP_SETUID: 7,
  CAP_NET_BIND_SERVICE: 10,
  CAP_NET_ADMIN: 12,
  CAP_NET_RAW: 13,
  CAP_SYS_ADMIN: 21,
} as const

/**
 * CAP_NET_ADMIN changes addresses and interfaces, CAP_NET_RAW sends and receives raw packets; the
 * others are for scripts of other users, low ports and namespaces.
 */
export type Capability = keyof typeof bits

/** The process may not do what it has to; says what is missing and how to grant it. */
export class MissingPrivilegeError extends HoldfastError {
  readonly missing: readonly Capability[]

  constructor(missing: readonly Capability[], options?: ErrorOptions) {
    super('ERR_HOLDFAST_PRIVILEGE', describe(missing), options)
    this.missing = missing
  }
}

/**
 * Which of these capabilities the process does not have in effect. Having one is not enough within a
 * user namespace that does not own the network namespace: the kernel's EPERM is the last word.
 *
 * `status` is the text of /proc/self/status; where it cannot be read nothing is missing.
 */
export function missingCapabilities(
  needed: readonly Capability[],
  status: string = readStatus(),
): readonly Capability[] {
  const effective = effectiveCapabilities(status)
  if (effective === undefined) return []
  return needed.filter((name) => (effective & (1n << BigInt(bits[name]))) === 0n)
}

/** Throws MissingPrivilegeError unless the process has these capabilities. */
export function requireCapabilities(
  needed: readonly Capability[],
  status: string = readStatus(),
): void {
  const missing = missingCapabilities(needed, status)
  if (missing.length > 0) throw new MissingPrivilegeError(missing)
}

/** The bits of `CapEff` in a text like /proc/self/status (proc_pid_status(5)). */
export function effectiveCapabilities(status: string): bigint | undefined {
  const digits = /^CapEff:\s*([0-9a-fA-F]+)\s*$/m.exec(status)?.[1]
  return digits === undefined ? undefined : BigInt(`0x${digits}`)
}

function describe(missing: readonly Capability[]): string {
  const names = missing.join(' and ')
  const flags = missing.map((name) => `--cap-add=${name.replace('CAP_', '')}`).join(' ')
  const files = `${missing.map((name) => name.toLowerCase()).join(',')}+ep`
  return (
    `the process lacks ${names}. Grant it in one of these ways: systemd: ` +
    `"AmbientCapabilities=${missing.join(' ')}" in the service's unit; a container: "${flags}"; ` +
    `this node binary, and with it every script that it runs: "sudo setcap ${files} ` +
    `$(readlink -f $(which node))"; or run it as root`
  )
}

function readStatus(): string {
  try {
    return readFileSync('/proc/self/status', 'utf8')
  } catch {
    return ''
  }
}
