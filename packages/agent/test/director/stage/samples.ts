import { join } from 'node:path'

// A virtual server for each checker, and for what else decides who is in the table. The servers are
// 10.9.9.129 (one) and 10.9.9.130 (two); \`down\` of the folder stops what files decide.

interface Sample {
  readonly what: string
  /** The checks of a server, by its name. */
  readonly checks: (server: 'one' | 'two') => string
  readonly service?: string
  /** More lines of the virtual server. */
  readonly lines?: string
  readonly serverLines?: string
  readonly port?: number
}

const tcp = 'TCP_CHECK {\nconnect_port 80\nconnect_timeout 5\n}'
const http = (url: string): string =>
  `HTTP_GET {\nurl {\n${url}\n}\nconnect_port 80\nconnect_timeout 5\n}`

function samplesWith(folder: string): readonly Sample[] {
  const sorry = 'sorry_server 10.9.9.131 80'
  return [
    { what: 'TCP_CHECK', checks: () => tcp },
    { what: 'HTTP_GET', checks: () => http('path /\nstatus_code 200') },
    {
      what: 'HTTP_GET, digest',
      checks: () => http('path /same\ndigest b1946ac92492d2347c6235b4d2611184'),
    },
    {
      what: 'SSL_GET',
      checks: () =>
        'SSL_GET {\nurl {\npath /\nstatus_code 200\n}\nconnect_port 443\nconnect_timeout 5\n}',
    },
    { what: 'SMTP_CHECK', checks: () => 'SMTP_CHECK {\nconnect_port 25\nconnect_timeout 5\n}' },
    {
      what: 'MISC_CHECK',
      checks: (server) =>
        `MISC_CHECK {\nmisc_path "/usr/bin/test -e ${folder}/up-${server}"\nmisc_timeout 10\n}`,
    },
    {
      what: 'MISC_CHECK, dynamic',
      checks: (server) =>
        `MISC_CHECK {\nmisc_path "${join(folder, 'weight.sh')} ${server}"\nmisc_timeout 10\nmisc_dynamic\n}`,
    },
    {
      what: 'UDP_CHECK',
      lines: 'protocol UDP',
      checks: () =>
        'UDP_CHECK {\nconnect_port 7\nconnect_timeout 5\npayload 6869\nrequire_reply\n}',
    },
    {
      what: 'DNS_CHECK',
      lines: 'protocol UDP',
      checks: () =>
        'DNS_CHECK {\nconnect_port 53\nconnect_timeout 5\ntype A\nname www.example.org\n}',
    },
    { what: 'PING_CHECK', checks: () => 'PING_CHECK {\nconnect_timeout 5\n}' },
    {
      what: 'FILE_CHECK',
      checks: (server) => `FILE_CHECK {\ntrack_file ${server}\nweight 1\n}`,
    },
    { what: 'two checks', checks: () => `${tcp}\n${http('path /\nstatus_code 200')}` },
    { what: 'quorum', lines: `quorum 2\n${sorry}`, checks: () => tcp },
    { what: 'sorry server', lines: sorry, checks: () => tcp },
    {
      what: 'sorry server, inhibited',
      lines: `${sorry}\nsorry_server_inhibit`,
      checks: () => tcp,
    },
    { what: 'inhibit_on_failure', serverLines: 'inhibit_on_failure', checks: () => tcp },
    {
      what: 'weights',
      serverLines: 'weight 7',
      lines: 'persistence_timeout 50',
      checks: () => tcp,
    },
    { what: 'limits', serverLines: 'uthreshold 90\nlthreshold 20', checks: () => tcp },
    { what: 'a mark', service: 'fwmark 7', lines: '! protocol', checks: () => tcp },
    { what: 'a group', service: 'group G1', checks: () => tcp },
    { what: 'DR, other port', lines: 'lb_kind DR', port: 8080, checks: () => tcp },
    { what: 'TUN', lines: 'lb_kind TUN', checks: () => tcp },
    {
      what: 'alpha and omega',
      lines: 'omega\nquorum 2',
      checks: (server) => (server === 'one' ? tcp.replace('{', '{\nalpha') : tcp),
    },
  ]
}

/** The addresses of the samples are 10.9.0.1 and so on, in their order. */
export function samples(folder: string): string {
  const file = (server: string): string => `
track_file ${server} {
  file ${folder}/file-${server}
}
`
  return `
global_defs {
  script_user root
}
virtual_server_group G1 {
  10.9.1.1 80
  10.9.1.2-3 81
  fwmark 9
}
${file('one')}${file('two')}
${samplesWith(folder).map(sampleConfig).join('')}`
}

/** What a sample is about, by the name of its service in the kernel; not those of marks and groups. */
export function sampleNames(folder: string): ReadonlyMap<string, string> {
  const names = samplesWith(folder).flatMap(({ what, service, lines }, index) => {
    if (service !== undefined) return []
    const protocol = lines?.includes('UDP') === true ? 'UDP' : 'TCP'
    const host = (index + 1).toString(16).toUpperCase().padStart(2, '0')
    return [[`${protocol} 0A0900${host}:0050`, what] as const]
  })
  return new Map(names)
}

function sampleConfig(sample: Sample, index: number): string {
  const { checks, service = `10.9.0.${index + 1} 80`, lines = '', serverLines = '' } = sample
  const realServer = (server: 'one' | 'two', address: string): string => `
  real_server ${address} ${sample.port ?? 80} {
    ${serverLines}
    ${checks(server)}
  }`
  return `
virtual_server ${service} {
  delay_loop 1
  retry 1
  delay_before_retry 1
  warmup 0
  lb_algo rr
  ${lines.includes('lb_kind') ? '' : 'lb_kind NAT'}
  ${lines.includes('protocol') ? '' : 'protocol TCP'}
  ${lines}
  ${realServer('one', '10.9.9.129')}
  ${realServer('two', '10.9.9.130')}
}
`
}
