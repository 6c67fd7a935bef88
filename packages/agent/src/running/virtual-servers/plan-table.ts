import type {
  GlobalDefs,
  KeepalivedConfiguration,
  SyncDaemonLine,
} from '../../configuration/model.js'
import type { TablePlan } from './virtual-server-plan.js'

/** What `global_defs` says of the kernel's table as a whole. */
export function planTable(globals: GlobalDefs, configuration: KeepalivedConfiguration): TablePlan {
  const { lvsTimeouts, lvsSyncDaemon, lvsFlush = false, lvsFlushOnStop } = globals
  // 0 leaves one as it is.
  const timeouts = Object.entries(lvsTimeouts ?? {}).filter(([, ms]) => ms > 0)
  return {
    timeouts: timeouts.length === 0 ? undefined : Object.fromEntries(timeouts),
    syncDaemon: lvsSyncDaemon && withId(lvsSyncDaemon, configuration),
    flushesFirst: lvsFlush,
    flushesLast: lvsFlushOnStop === 'all',
  }
}

function withId(line: SyncDaemonLine, { instances = [] }: KeepalivedConfiguration): SyncDaemonLine {
  const vrid = instances.find(({ name }) => name === line.instance)?.virtualRouterId
  return vrid === undefined ? line : { syncId: vrid, ...line }
}
