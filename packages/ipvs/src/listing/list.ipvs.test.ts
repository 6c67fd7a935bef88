import { spawnSync } from 'node:child_process'
import { createSocket } from 'node:dgram'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { byHand, ipvsadm } from '../../test/ipvsadm.js'
import { openIpvs } from '../kernel/ipvs-client.js'
import { formatTable } from './format-table.js'
import type { FormatTableOptions } from './format-table.js'
import { listTable } from './list-table.js'

const ipvs = openIpvs()
const device = 'hfipvs1'

function ip(words: string): void {
  const { status, stderr } = spawnSync('ip', words.split(' '), { encoding: 'utf8' })
  if (status !== 0) throw new Error(`ip ${words}: ${stderr}`)
}

beforeAll(() => {
  ip(`link add ${device} type dummy`)
  for (const address of ['192.0.2.10/24', '198.51.100.1/24']) {
    ip(`address add ${address} dev ${device}`)
  }
  ip(`link set ${device} up`)
})

afterAll(() => {
  ipvs.flush()
  ipvs.close()
  ip(`link delete ${device}`)
})

beforeEach(() => ipvs.flush())

const kinds: readonly (readonly [option: string | undefined, options: FormatTableOptions])[] = [
  [undefined, {}],
  ['--stats', { columns: 'statistics' }],
  ['--rate', { columns: 'rates' }],
]

function expectSame(): void {
  for (const [option, options] of kinds) {
    const theirs = ipvsadm('-ln', ...(option === undefined ? [] : [option]))
    expect(`${formatTable(listTable(ipvs), options)}\n`, option ?? '-ln').toBe(theirs)
  }
}

test('an empty table', expectSame)

test('everything that a table may have is printed as ipvsadm prints it', () => {
  const lines = `
    -A -t 192.0.2.10:80 -s wlc -p 60
    -a -t 192.0.2.10:80 -r 198.51.100.1:80 -g -w 3
    -a -t 192.0.2.10:80 -r 198.51.100.22:80 -i -w 30000 -x 5 -y 2
    -A -t 192.0.2.9:80 -s rr
    -a -t 192.0.2.9:80 -r 10.0.0.1:80 -m
    -a -t 192.0.2.9:80 -r 9.0.0.2:80 -m
    -a -t 192.0.2.9:80 -r 198.51.100.2:80 -m
    -a -t 192.0.2.9:80 -r 198.51.100.2:8 -m -w 0
    -A -t 10.0.0.2:80 -s wlc -b flag-1,flag-3
    -A -t 9.0.0.1:80 -s lblcr
    -A -t 200.1.1.1:80 -s fo
    -A -u 192.0.2.10:53 -s rr -o
    -a -u 192.0.2.10:53 -r 198.51.100.1:53 -i --tun-type gue --tun-port 6080
    -A -u 192.0.2.10:54 -s rr -o -p 7 -M 255.255.0.0 --pe sip
    -A --sctp-service 192.0.2.11:99 -s ovf
    -A -f 10 -s sh -b sh-fallback,sh-port -p 360
    -A -f 9 -6 -s mh -b mh-port
    -a -f 9 -6 -r [2001:db8::1]:0 -g
    -A -f 9 -s sh -b flag-3
    -A -t [2001:db8::10]:443 -s rr -p 50 -M 64
    -a -t [2001:db8::10]:443 -r [2001:db8:1234:5678:9abc:def0:1111:2222]:443 -m
    -a -t [2001:db8::10]:443 -r [2001:db8::2]:443 -m
    -A -t [2001:db8::9]:443 -s rr -p 50 -M 128`
  for (const line of lines.trim().split('\n')) byHand(line.trim())
  expect(listTable(ipvs).services).toHaveLength(13)
  expectSame()
})

test('counters that are too large for their columns are cut as ipvsadm cuts them', async () => {
  byHand('-A -u 192.0.2.10:9999 -s rr')
  byHand('-a -u 192.0.2.10:9999 -r 198.51.100.1:9999 -m')
  const socket = createSocket('udp4')
  const datagram = Buffer.alloc(60_000)
  for (let sent = 0; sent < 2000; sent += 1) {
    await new Promise((done) => socket.send(datagram, 9999, '192.0.2.10', done))
  }
  socket.close()
  // The kernel adds up every two seconds.
  const statistics = () => listTable(ipvs).services[0]?.statistics
  await expect.poll(() => statistics()?.inPackets, { timeout: 10_000 }).toBe(2000)
  expect(statistics()?.inBytes).toBe(2000 * 60_028)
  const ours = formatTable(listTable(ipvs), { columns: 'statistics' })
  expect(ours).toMatch(/ 120056K /)
  expect(`${ours}\n`).toBe(ipvsadm('-ln', '--stats'))
  const exact = formatTable(listTable(ipvs), { columns: 'statistics', exact: true })
  expect(`${exact}\n`).toBe(ipvsadm('-ln', '--stats', '--exact'))
})
