// talker.mjs HOST PORT: says a number each 20 ms over one connection, and waits for no answer; for each
// line on its input it writes, as JSON, how the talk went.
import { connect } from 'node:net'
import { createInterface } from 'node:readline'

const [host = '', port] = process.argv.slice(2)
/** @type {{ said: number, heard: number, names: string[], longestGapMs: number, end?: string }} */
const report = { said: 0, heard: 0, names: [], longestGapMs: 0 }
let heardAt = performance.now()
const socket = connect({ host, port: Number(port), noDelay: true })
socket.on('connect', () => {
  console.log('ready')
  setInterval(() => socket.writable && socket.write(`${++report.said}\n`), 20)
})
createInterface({ input: socket }).on('line', (line) => {
  const [name = '', number] = line.split(' ')
  // Nothing is lost and nothing comes twice, or it is no connection.
  if (Number(number) !== report.heard + 1) report.end = `heard ${number} after ${report.heard}`
  report.heard = Number(number)
  if (!report.names.includes(name)) report.names.push(name)
  report.longestGapMs = Math.max(report.longestGapMs, performance.now() - heardAt)
  heardAt = performance.now()
})
socket.on('error', ({ message }) => (report.end = message))
socket.on('close', () => (report.end ??= 'closed'))
createInterface({ input: process.stdin }).on('line', () => console.log(JSON.stringify(report)))
