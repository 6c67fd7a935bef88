import type { VirtualServerBlock } from '@holdfast/check/keywords'
import type { KeepalivedConfiguration } from '../model.js'
import type { RouteLine, RuleLine } from '@holdfast/vrrp/keywords'
import type { ResolveContext } from './context.js'

/** What is good to know about a configuration that is otherwise in order. */
export function giveNotices(configuration: KeepalivedConfiguration, context: ResolveContext): void {
  const { report } = context
  const { globalDefs, instances = [], scripts = [], virtualServers = [] } = configuration
  for (const instance of instances) {
    if (instance.promoteSecondaries === true && instance.useVmac !== undefined) {
      const message = 'it goes without saying for a virtual MAC interface'
      report('vmac-promotes-secondaries', [instance, 'promoteSecondaries'], message)
    }
    for (const rule of instance.virtualRules ?? []) noticeRule(rule, context)
    for (const route of instance.virtualRoutes ?? []) noticeRoute(route, context)
  }
  for (const rule of configuration.staticRules ?? []) noticeRule(rule, context)
  for (const route of configuration.staticRoutes ?? []) noticeRoute(route, context)
  for (const server of virtualServers) {
    noticeFileChecks(server, context)
    for (const check of (server.realServers ?? []).flatMap((each) => each.bfdChecks ?? [])) {
      report('bfd-not-run', [check], 'there are no BFD sessions yet')
    }
  }
  for (const group of configuration.virtualServerGroups ?? []) {
    const message = `the virtual server group ${group.name} has no members`
    if (group.members.length === 0) report('empty-block', [group], message)
  }
  for (const session of configuration.bfdInstances ?? []) {
    report('bfd-not-run', [session], 'there are no BFD sessions yet')
  }
  const [script] = scripts
  if (script !== undefined && globalDefs?.enableScriptSecurity !== true) {
    const message = 'scripts run though others might be able to replace them'
    report('script-security-off', [script], message, {
      hint: 'write `enable_script_security` and `script_user` in `global_defs`',
    })
  }
  if (globalDefs?.notificationEmail?.length === 0) {
    report('empty-block', [globalDefs, 'notificationEmail'], '`notification_email` names nobody')
  }
}

function noticeRule(rule: RuleLine, { report }: ResolveContext): void {
  if (rule.preference !== undefined) return
  const message = 'the rule has no preference, so one is invented'
  report('rule-without-preference', [rule], message, { hint: 'write `preference N`' })
}

function noticeRoute(route: RouteLine, { report }: ResolveContext): void {
  const { interface: device, nextHops, noTrack, type = 'unicast' } = route
  if (device !== undefined || nextHops !== undefined || noTrack === true) return
  if (type !== 'unicast') return
  report('untracked-route', [route], 'the route names no interface', { hint: 'write `dev`' })
}

function noticeFileChecks(server: VirtualServerBlock, { report, written }: ResolveContext): void {
  const known = new Set(written.files?.map(({ name }) => name))
  for (const check of (server.realServers ?? []).flatMap((each) => each.fileChecks ?? [])) {
    if (known.has(check.trackFile)) continue
    const message = `\`FILE_CHECK\` names the file \`${check.trackFile}\`, which is not defined`
    report('unknown-tracker', [check, 'trackFile'], message)
  }
}
