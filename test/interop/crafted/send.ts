// Sends crafted packets from this namespace until SIGTERM: node send.ts PLAN.json. Then says how each
// of them went, as one line of JSON.
import { readFileSync } from 'node:fs'
import { AF_PACKET, SOCK_RAW, interfaceIndex, openSocket, packetAddress } from '@holdfast/linux'
import { stationInterface, stations } from '../lab/stations.js'
import { frameOf } from './frame.js'
import type { Plan, SentReport } from './plan.js'

/** Room for a timer that is late, before it counts as a stall. */
const lateMs = 15

const [file = ''] = process.argv.slice(2)
const plan = JSON.parse(readFileSync(file, 'utf8')) as Plan

const address = packetAddress({ interfaceIndex: interfaceIndex(stationInterface), protocol: 0 })
const socket = openSocket(AF_PACKET, SOCK_RAW, 0)
socket.bind(address)

const reports: Record<string, SentReport> = {}
for (const { name, packets, everyMs } of plan) {
  const frames = packets.map((packet) =>
    frameOf(Buffer.from(packet, 'hex'), stations.C.mac, stations.B.mac),
  )
  const report = { count: 0, lastAt: 0, stalls: 0 }
  reports[name] = report
  const send = (): void => {
    const frame = frames[Math.min(report.count, frames.length - 1)]
    if (frame !== undefined) socket.send(frame)
    const now = Date.now()
    if (report.count > 0 && now - report.lastAt > everyMs + lateMs) report.stalls += 1
    report.count += 1
    report.lastAt = now
  }
  send()
  setInterval(send, everyMs)
}
console.log('sending')

process.on('SIGTERM', () => {
  console.log(JSON.stringify(reports))
  process.exit(0)
})
