import type { RouterSpec } from './router-spec.js'

/** A keepalived.conf of these virtual routers; an indented block a level. */
export function keepalivedConfig(specs: readonly RouterSpec[]): string {
  const globals = block('global_defs', ['router_id lab', 'dynamic_interfaces'])
  return `${[globals, ...specs.map(instance)].flat().join('\n')}\n`
}

function instance(spec: RouterSpec): readonly string[] {
  const { unicast, authentication } = spec
  return block(`vrrp_instance VI_${spec.vrid}`, [
    // nopreempt is void with `state MASTER`, so nobody wishes for it.
    'state BACKUP',
    `interface ${spec.interface}`,
    `virtual_router_id ${spec.vrid}`,
    `version ${spec.version}`,
    `priority ${spec.priority}`,
    `advert_int ${spec.advertIntMs / 1000}`,
    ...(spec.preempt ? [] : ['nopreempt']),
    ...(spec.virtualMac ? ['use_vmac'] : []),
    // Frames of a virtual MAC to one station would confuse the switch: rule 126.
    ...(spec.virtualMac && unicast !== undefined ? ['vmac_xmit_base'] : []),
    ...(unicast === undefined ? [] : [`unicast_src_ip ${unicast.source}`]),
    ...(unicast === undefined ? [] : block('unicast_peer', [unicast.peer])),
    ...(authentication === undefined
      ? []
      : block('authentication', [
          `auth_type ${authentication.type}`,
          `auth_pass ${authentication.password}`,
        ])),
    ...block('virtual_ipaddress', spec.virtualAddresses),
  ])
}

function block(head: string, lines: readonly string[]): readonly string[] {
  return [`${head} {`, ...lines.map((line) => `  ${line}`), '}']
}
