// node ask.mjs ADDRESS: on SIGUSR2 asks the echo at ADDRESS, and says within a second whether it is
// answered. Not before, so that the start of a program costs no time of the scenario.
import { createSocket } from 'node:dgram'

const [address = ''] = process.argv.slice(2)
const socket = createSocket('udp4')
// It may be refused: that is no answer.
socket.on('error', () => undefined)
socket.on('message', () => {
  console.log('answered')
  process.exit(0)
})
process.once('SIGUSR2', () => {
  socket.send('question', 7777, address, () => undefined)
  setTimeout(() => {
    console.log('lost')
    process.exit(0)
  }, 1000)
})
socket.bind(() => console.log('ready'))
