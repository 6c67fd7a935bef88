// Lets tshark judge a capture of a simulated failover: every frame must be dissected to the end,
// with good checksums. One exception is right: tshark always expects the pseudo-header under the
// checksum of VRRPv3 over IPv4, so it calls the form of RFC 9568 5.2.8 bad (rule 176).
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { install, mayInstall } from './debian.mjs'
import { fail, root, source } from './steps.mjs'

const fields = [
  'frame.protocols',
  '_ws.malformed',
  'vrrp.version',
  'ip.version',
  'vrrp.checksum.status',
  'ip.checksum.status',
  'icmpv6.checksum.status',
]

/** What the capture has to contain, or the check would be worth little. */
const expectedKinds = [
  'VRRPv2 over IPv4',
  'VRRPv3 over IPv4',
  'VRRPv3 over IPv4, checksum of RFC 9568',
  'VRRPv3 over IPv6',
  'arp',
  'icmpv6',
]

/** How tshark calls a checksum that it has verified. */
const good = '1'

if (!isTsharkReady()) {
  console.log(
    'SKIPPED: tshark is missing, and only root can install it: the capture is not checked',
  )
  process.exit(0)
}
const folder = mkdtempSync(join(tmpdir(), 'holdfast-pcap-'))
process.on('exit', () => rmSync(folder, { recursive: true, force: true }))
check(join(folder, 'failover.pcap'))

/** @param {string} file */
function check(file) {
  run(process.execPath, [...source('test/pcap/export.ts').args, file])
  const frames = framesOf(readFileSync(file))
  const rows = dissect(file)
  if (rows.length !== frames.length) fail(`tshark saw ${rows.length} of ${frames.length} frames`)
  /** @type {Map<string, number>} */
  const counts = new Map(expectedKinds.map((kind) => [kind, 0]))
  for (const [index, row] of rows.entries()) {
    const kind = kindOf(row, frames[index] ?? Buffer.alloc(0))
    const count = counts.get(kind)
    if (count === undefined) fail(`frame ${index + 1} of the capture: ${kind}`)
    counts.set(kind, count + 1)
  }
  for (const [kind, count] of counts) {
    if (count === 0) fail(`the capture has no frame of the kind: ${kind}`)
    console.log(`tshark: ${String(count).padStart(5)} ${kind}`)
  }
}

/**
 * One of the expected kinds, or what is wrong with the frame.
 *
 * @param {readonly string[]} row
 * @param {Buffer} frame
 */
function kindOf(row, frame) {
  const [protocols = '', malformed, vrrpVersion, ipVersion, vrrpSum, ipSum, icmpSum] = row
  const protocol = protocols.split(':').at(-1) ?? ''
  if (malformed) return `malformed ${protocols}`
  if (ipVersion === '4' && ipSum !== good) return 'bad checksum of the IPv4 header'
  if (protocol === 'icmpv6' && icmpSum !== good) return 'bad checksum of ICMPv6'
  if (protocol !== 'vrrp') return protocol
  const kind = `VRRPv${vrrpVersion} over IPv${ipVersion || '6'}`
  if (vrrpSum === good) return kind
  return isMessageOnlySumRight(frame)
    ? `${kind}, checksum of RFC 9568`
    : `${kind}, bad checksum in either form`
}

/**
 * Whether the words of the IPv4 payload alone add up to all ones. On purpose without the code that
 * is being checked.
 *
 * @param {Buffer} frame
 */
function isMessageOnlySumRight(frame) {
  const start = 14 + ((frame[14] ?? 0) & 0x0f) * 4
  let sum = 0
  for (let offset = start; offset + 1 < frame.length; offset += 2) sum += frame.readUInt16BE(offset)
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16)
  return sum === 0xffff
}

/**
 * The frames of a classic little-endian pcap file.
 *
 * @param {Buffer} file
 */
function framesOf(file) {
  const frames = []
  for (let offset = 24; offset < file.length;) {
    const end = offset + 16 + file.readUInt32LE(offset + 8)
    frames.push(file.subarray(offset + 16, end))
    offset = end
  }
  return frames
}

/** @param {string} file */
function dissect(file) {
  const columns = fields.flatMap((field) => ['-e', field])
  const checkSums = ['-o', 'ip.check_checksum:TRUE']
  const text = run('tshark', ['-r', file, '-n', ...checkSums, '-T', 'fields', ...columns])
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => line.split('\t'))
}

function isTsharkReady() {
  if (spawnSync('tshark', ['--version']).status === 0) return true
  if (!mayInstall()) return false
  install(['tshark'])
  if (spawnSync('tshark', ['--version']).status === 0) return true
  return fail('could not install tshark with apt-get, see above')
}

/**
 * @param {string} command
 * @param {readonly string[]} args
 */
function run(command, args) {
  const { status, stdout, stderr } = spawnSync(command, args, {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  })
  if (status !== 0) fail(`${command} ended with ${status}: ${stderr}`)
  return stdout
}
