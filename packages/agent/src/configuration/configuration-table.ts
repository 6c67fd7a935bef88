import {
  bfdBlock,
  fileBlock,
  processBlock,
  scriptBlock,
  sslBlock,
  virtualServerBlock,
  virtualServerGroups,
} from '@holdfast/check/keywords'
import { block, blocks, lines, value, word } from '@holdfast/core/config'
import type { BlockDefinition } from '@holdfast/core/config'
import {
  garpGroupBlock,
  instanceBlock,
  needless,
  notDone,
  obsolete,
  staticAddressLine,
  staticRouteLine,
  staticRuleLine,
  syncGroupBlock,
  trackGroupBlock,
  upDownDelayLine,
} from '@holdfast/vrrp/keywords'
import { globalDefsBlock } from './global-defs-block.js'
import type { KeepalivedConfiguration } from './model.js'

const polling = obsolete('the kernel tells when a link goes down, so nothing is polled')

/** The keywords of keepalived.conf outside all blocks. */
export const configurationTable: BlockDefinition<KeepalivedConfiguration> = {
  title: 'the configuration',
  fields: {
    netNamespace: value('net_namespace', word('NAME')),
    instanceName: value('instance', word('NAME')),
    globalDefs: block('global_defs', () => globalDefsBlock),
    scripts: blocks('vrrp_script', () => scriptBlock),
    processes: blocks('vrrp_track_process', () => processBlock),
    files: blocks(['track_file', 'vrrp_track_file'], () => fileBlock),
    bfdInstances: blocks('bfd_instance', () => bfdBlock),
    staticAddresses: lines('static_ipaddress', staticAddressLine),
    staticRoutes: lines('static_routes', staticRouteLine),
    staticRules: lines('static_rules', staticRuleLine),
    trackGroups: blocks('track_group', () => trackGroupBlock),
    garpGroups: blocks('garp_group', () => garpGroupBlock),
    interfaceUpDownDelays: lines('interface_up_down_delays', upDownDelayLine),
    instances: blocks('vrrp_instance', () => instanceBlock),
    syncGroups: blocks('vrrp_sync_group', () => syncGroupBlock),
    virtualServerGroups,
    virtualServers: blocks('virtual_server', () => virtualServerBlock),
    ssl: block('SSL', () => sslBlock),
  },
  noted: {
    net_namespace_ipvs: notDone('virtual servers are in the namespace of everything else'),
    namespace_with_ipsets: obsolete('it is for kernels before 3.13'),
    use_pid_dir: notDone('there is no pid file', 'say where to write one on the command line'),
    child_wait_time: needless('there are no child processes to wait for'),
    linkbeat_use_polling: polling,
    linkbeat_interfaces: polling,
  },
}
