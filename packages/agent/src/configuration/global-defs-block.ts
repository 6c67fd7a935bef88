import { userAndGroup } from '@holdfast/check/keywords'
import {
  booleanValue,
  flag,
  integer,
  lines,
  restOfLine,
  seconds,
  value,
  word,
} from '@holdfast/core/config'
import type { BlockDefinition, ValueGrammar } from '@holdfast/core/config'
import { firstCommand, vrrpDefaultFields } from '@holdfast/vrrp/keywords'
import { lvsDefaultFields } from './global-defs-lvs.js'
import { globalDefsNotes } from './global-defs-notes.js'
import { fifo, includeCheck, nftablesTable, smtpServer, umask } from './global-defs-values.js'
import { snmpFields } from './global-defs-snmp.js'
import type { GlobalDefs } from './model.js'

const scriptTimeout: ValueGrammar<number> = seconds({ min: 1, max: 1000 })

/** `global_defs { ... }`. */
export const globalDefsBlock: BlockDefinition<GlobalDefs> = {
  title: 'global_defs',
  fields: {
    routerId: value('router_id', word('NAME')),
    notificationEmail: lines('notification_email', restOfLine('ADDRESS')),
    notificationEmailFrom: value('notification_email_from', restOfLine('ADDRESS')),
    smtpServer: value('smtp_server', smtpServer),
    smtpHeloName: value('smtp_helo_name', word('NAME')),
    smtpConnectTimeoutMs: value(
      'smtp_connect_timeout',
      seconds({ min: 0.000001, max: 4294.967295 }),
    ),
    smtpAlert: value('smtp_alert', booleanValue),
    smtpAlertVrrp: value('smtp_alert_vrrp', booleanValue),
    noEmailFaults: flag({ no_email_faults: true }),

    scriptUser: value('script_user', userAndGroup),
    enableScriptSecurity: flag({ enable_script_security: true }),
    useSymlinkPaths: value('use_symlink_paths', booleanValue),
    setSupplementaryGroups: flag({ set_supplementary_groups: true }),
    startupScript: firstCommand('startup_script'),
    startupScriptTimeoutMs: value('startup_script_timeout', scriptTimeout),
    shutdownScript: firstCommand('shutdown_script'),
    shutdownScriptTimeoutMs: value('shutdown_script_timeout', scriptTimeout),

    notifyFifo: value('notify_fifo', fifo),
    notifyFifoScript: firstCommand('notify_fifo_script'),
    vrrpNotifyFifo: value('vrrp_notify_fifo', fifo),
    vrrpNotifyFifoScript: firstCommand('vrrp_notify_fifo_script'),
    fifoWriteVrrpStatesOnReload: flag({ fifo_write_vrrp_states_on_reload: true }),

    nftables: value('nftables', nftablesTable),
    reloadTimeFile: value('reload_time_file', word('PATH')),
    reloadRepeat: flag({ reload_repeat: true }),
    randomSeed: value('random_seed', integer({ min: 0, max: 0xffff_ffff })),
    stateDumpFile: value('state_dump_file', word('PATH')),
    statsDumpFile: value('stats_dump_file', word('PATH')),
    jsonDumpFile: value('json_dump_file', word('PATH')),
    umask: value('umask', umask),
    vrrpPriority: value('vrrp_priority', integer({ min: -20, max: 19 })),
    includeCheck: value('include_check', includeCheck),
    ...lvsDefaultFields,
    ...snmpFields,
    ...vrrpDefaultFields,
  },
  noted: globalDefsNotes,
}
