// node probe.mjs ADDRESS INTERVAL_MS: asks the echo at ADDRESS all the time; on SIGTERM prints
// {"sent","answered","longestGapMs","silentMs"}: the gap from one answer to the next, and the one at the
// end.
import { createSocket } from 'node:dgram'
import { performance } from 'node:perf_hooks'

const [address = '', interval = '5'] = process.argv.slice(2)
let sent = 0
let answered = 0
let longestGapMs = 0
/** @type {number | undefined} */
let lastAnswer

const socket = createSocket(address.includes(':') ? 'udp6' : 'udp4')
// Nobody holds the address at times: that is what is being measured.
socket.on('error', () => undefined)
socket.on('message', () => {
  noteGap()
  answered += 1
  if (answered === 1) console.log('answered')
  lastAnswer = performance.now()
})
setInterval(() => {
  sent += 1
  socket.send('probe', 7777, address, () => undefined)
}, Number(interval))

process.on('SIGTERM', () => {
  // The gap that still lasts counts too.
  noteGap()
  const silentMs = lastAnswer === undefined ? undefined : performance.now() - lastAnswer
  console.log(JSON.stringify({ sent, answered, longestGapMs, silentMs }))
  process.exit(0)
})
console.log('ready')

function noteGap() {
  if (lastAnswer === undefined) return
  longestGapMs = Math.max(longestGapMs, performance.now() - lastAnswer)
}
