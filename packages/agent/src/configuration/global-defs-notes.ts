import type { NotedKeyword } from '@holdfast/core/config'
import { needless, notDone, obsolete, vrrpDefaultNotes } from '@holdfast/vrrp/keywords'

const same = (words: readonly string[], note: NotedKeyword): Record<string, NotedKeyword> =>
  Object.fromEntries(words.map((word) => [word, note]))

/** There is one process: what is said of the others has nothing to act on. */
const children = (suffix: string, note: NotedKeyword): Record<string, NotedKeyword> => ({
  [`vrrp_${suffix}`]: note,
  ...same([`checker_${suffix}`, `bfd_${suffix}`], { ...note, severity: 'info' }),
})

const oneProcess = needless('there is one process, which has no name of its own')
const groups = needless('each member of a group is a virtual service of its own')
const serverCounters = notDone('SNMP has no counters of the traffic of servers')
const dbus = notDone('there is no D-Bus service', 'ask the agent for its status instead')
const buffers = needless('the buffers of netlink sockets are as the kernel makes them')
const scheduling = notDone(
  'the priority of the process is not changed',
  'use the settings of the service manager, such as `Nice=` of systemd',
)
const oneNiceness = needless('there is one process, whose priority is that of `vrrp_priority`')
const reload = needless('a configuration is always read as a whole before it replaces the old one')
const copies = needless('no copy of the configuration is kept')

/** The keywords of `global_defs` of which nothing comes. */
export const globalDefsNotes: Readonly<Record<string, NotedKeyword>> = {
  ...vrrpDefaultNotes,
  ...same(['process_names', 'process_name', 'vrrp_process_name'], oneProcess),
  ...same(['checker_process_name', 'bfd_process_name'], oneProcess),
  lvs_process_name: obsolete('it is called `checker_process_name` now, which is not done'),
  no_checker_emails: needless('a mail is about a server, never about one of its checkers'),
  ...same(['nftables_ipvs', 'nftables_ipvs_priority', 'nftables_ipvs_start_fwmark'], groups),
  ...same(['iproute_usr_dir', 'iproute_etc_dir'], notDone('tables are looked up in /etc/iproute2')),

  reload_check_config: reload,
  reload_file: needless('no lock file is there while the configuration is read'),
  ...same(['config_save_dir', 'tmp_config_directory'], copies),
  data_use_instance: notDone('the names of the dumps are those of one instance', 'name the files'),
  json_version: notDone('the dump in JSON is of version 1'),

  ...same(['max_auto_priority', 'min_auto_priority_delay'], scheduling),
  ...same(['checker_priority', 'bfd_priority'], oneNiceness),
  ...children('no_swap', notDone('the memory of the process is not locked')),
  ...children('rt_priority', scheduling),
  ...children('cpu_affinity', scheduling),
  ...children('rlimit_rttime', scheduling),
  ...children('rlimit_rtime', obsolete('it is called `..._rlimit_rttime` now, which is not done')),
  ...same(
    ['vrrp_netlink', 'lvs_netlink'].flatMap((start) =>
      ['cmd', 'monitor'].flatMap((socket) =>
        ['rcv_bufs', 'rcv_bufs_force'].map((end) => `${start}_${socket}_${end}`),
      ),
    ),
    buffers,
  ),
  ...same(['process_monitor_rcv_bufs', 'process_monitor_rcv_bufs_force'], buffers),

  ...same(['snmp_vs_stats_update_interval', 'snmp_rs_stats_update_interval'], serverCounters),
  ...same(['enable_dbus', 'dbus_service_name', 'dbus_no_interface_name'], dbus),
}
