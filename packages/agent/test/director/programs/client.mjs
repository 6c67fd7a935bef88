// Makes `COUNT HOST PORT [SOURCE]` requests for each line, one after the other, and writes what it
// was answered as a line of JSON. Each has a connection of its own, which ends before the next begins.
import { connect } from 'node:net'
import { createInterface } from 'node:readline'

const patienceMs = 3000

/**
 * @param {string} host
 * @param {number} port
 * @param {string | undefined} localAddress
 * @returns {Promise<string | undefined>}
 */
function ask(host, port, localAddress) {
  return new Promise((resolve) => {
    let text = ''
    /** @type {string | undefined} */
    let failure
    const socket = connect({ host, port, ...(localAddress && { localAddress }) })
    socket.setEncoding('utf8').setTimeout(patienceMs, () => socket.destroy(new Error('timeout')))
    socket.on('data', (chunk) => (text += chunk)).on('error', ({ message }) => (failure = message))
    socket.on('close', () => resolve(failure ?? text.trim().split('\n').at(-1)))
    socket.write(`GET / HTTP/1.0\r\nHost: ${host}\r\n\r\n`)
  })
}

createInterface({ input: process.stdin }).on('line', async (line) => {
  const [count, host = '', port, source] = line.split(' ')
  const answers = []
  while (answers.length < Number(count)) answers.push(await ask(host, Number(port), source))
  console.log(JSON.stringify(answers))
})
console.log('ready')
