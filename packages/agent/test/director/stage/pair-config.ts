// A pair of directors with everything that forwards: the addresses of the recipe, and behind the
// directors another network for NAT, in which their virtual address is the way back.

export const vips = {
  direct: '192.168.31.200',
  masked: '192.168.31.201',
  tunnelled: '192.168.31.202',
  gateway: '10.0.0.254',
} as const

interface Service {
  readonly at: string
  readonly port: number
  readonly scheduler: 'rr' | 'wlc'
  readonly kind: 'DR' | 'NAT' | 'TUN'
  /** Of the first server; the other one has 1. */
  readonly weight?: number
  readonly persistence?: number
}

const services: readonly Service[] = [
  { at: vips.direct, port: 80, scheduler: 'wlc', kind: 'DR', persistence: 60 },
  { at: vips.direct, port: 7, scheduler: 'rr', kind: 'DR' },
  { at: vips.direct, port: 81, scheduler: 'rr', kind: 'DR' },
  { at: vips.direct, port: 82, scheduler: 'wlc', kind: 'DR', weight: 3 },
  { at: vips.masked, port: 81, scheduler: 'rr', kind: 'NAT' },
  { at: vips.masked, port: 82, scheduler: 'wlc', kind: 'NAT', weight: 3 },
  { at: vips.tunnelled, port: 81, scheduler: 'rr', kind: 'TUN' },
  { at: vips.tunnelled, port: 82, scheduler: 'wlc', kind: 'TUN', weight: 3 },
]

/** Where rr and wlc are to be seen without persistence, by each way of forwarding. */
export const spreading = (scheduler: Service['scheduler']): readonly string[] =>
  services
    .filter((each) => each.scheduler === scheduler && each.persistence === undefined)
    .filter(({ port }) => port !== 7)
    .map(({ at, port }) => `${at}:${port}`)

/** Of two real servers, and the port that they are balanced at. */
function targets({ kind, port }: Service): readonly [string, string, number] {
  return kind === 'NAT'
    ? ['10.0.0.129', '10.0.0.130', 80]
    : ['192.168.31.129', '192.168.31.130', port]
}

export function pairConfig(priority: number): string {
  return `
global_defs {
  lvs_sync_daemon eth0 VI_1
}
vrrp_instance VI_1 {
  interface eth0
  virtual_router_id 51
  priority ${priority}
  virtual_ipaddress {
    ${vips.direct}/24
    ${vips.masked}/24
    ${vips.tunnelled}/24
    ${vips.gateway}/24 dev eth1
  }
}
${services.map(serviceConfig).join('')}`
}

function serviceConfig(service: Service): string {
  const { at, port, scheduler, kind, persistence, weight = 1 } = service
  const [one, two, targetPort] = targets(service)
  const realServer = (address: string, weight: number): string =>
    `real_server ${address} ${targetPort} {
    weight ${weight}
    TCP_CHECK {
    }
  }`
  return `
virtual_server ${at} ${port} {
  lb_algo ${scheduler}
  lb_kind ${kind}
  ${persistence === undefined ? '' : `persistence_timeout ${persistence}`}
  protocol TCP
  delay_loop 1
  warmup 0
  retry 1
  delay_before_retry 1
  connect_timeout 1
  ${realServer(one, weight)}
  ${realServer(two, 1)}
}
`
}

const flags = { DR: '-g', NAT: '-m', TUN: '-i' } as const

/** What `ipvsadm -S` says of it, sorted; without the first server where that is down. */
export function pairTable({ hasFirst }: { readonly hasFirst: boolean }): readonly string[] {
  return services
    .flatMap((service) => {
      const { at, port, scheduler, kind, persistence, weight = 1 } = service
      const [one, two, targetPort] = targets(service)
      const lasting = persistence === undefined ? '' : ` -p ${persistence}`
      const tunnel = kind === 'TUN' ? ' --tun-type ipip' : ''
      const entry = (address: string, weight: number): string =>
        `-a -t ${at}:${port} -r ${address}:${targetPort} ${flags[kind]} -w ${weight}${tunnel}`
      return [
        `-A -t ${at}:${port} -s ${scheduler}${lasting}`,
        ...(hasFirst ? [entry(one, weight)] : []),
        entry(two, 1),
      ]
    })
    .sort()
}
