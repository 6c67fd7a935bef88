import { ConfigError, isMulticast, parseIpAddress } from '@holdfast/core'
import type { ConfigIssue, IpAddress } from '@holdfast/core'
import { IssueList } from './issue-list.js'

/** `master` tells others of its connections, `backup` hears of theirs; a host may be both. */
export type SyncRole = 'master' | 'backup'

/** The kernel's thread that keeps connections alive across a failover. */
export interface SyncDaemon {
  readonly role: SyncRole
  readonly interface: string
  /** 0..255; a backup with 0 hears every master. Default 0. */
  readonly syncId?: number
  /**
   * Bytes of a message, 1..65507; 0 or absent: as fits the interface. The kernel makes of it what
   * fits into 1500 bytes with headers for a master, and 1024 at least for a backup.
   */
  readonly maxLength?: number
  /** Multicast group. Default 224.0.0.81. */
  readonly group?: IpAddress
  /** 1..65535. Default 8848. */
  readonly port?: number
  /** 1..255. Default 1. */
  readonly ttl?: number
}

/** Throws ConfigError for what the kernel would not take, or not as it reads. */
export function checkSyncDaemon(daemon: SyncDaemon): void {
  const issues = syncDaemonIssues(daemon)
  if (issues.length > 0) throw new ConfigError(`sync daemon ${daemon.role}`, issues)
}

function syncDaemonIssues(daemon: SyncDaemon): readonly ConfigIssue[] {
  const issues = new IssueList()
  const { interface: name, group } = daemon
  if (!/^[^\s/]{1,15}$/.test(name)) {
    issues.add('interface', `'${name}' is no name of an interface`)
  }
  issues.range('syncId', daemon.syncId ?? 0, 0, 255)
  issues.range('maxLength', daemon.maxLength ?? 0, 0, 65_507)
  issues.range('port', daemon.port ?? 8848, 1, 65_535)
  issues.range('ttl', daemon.ttl ?? 1, 1, 255)
  if (group !== undefined) {
    const address = parseIpAddress(group)
    if (address === undefined || !isMulticast(address)) {
      issues.add('group', `'${group}' is no multicast address`)
    } else if (address !== group) {
      issues.add('group', `'${group}' is written ${address}`)
    }
  }
  return issues.all
}
