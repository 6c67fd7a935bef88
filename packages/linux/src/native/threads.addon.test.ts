import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

// What a mistake in the addon would do is to kill the process: so each test is a process of its own,
// and its exit code and what it wrote last are the result.

const addonFile = fileURLToPath(
  new URL(`../../build/${process.platform}-${process.arch}-napi8/holdfast.node`, import.meta.url),
)

/** What both the main thread and the workers begin with: sockets that listen and are busy. */
const prelude = `
  const { Worker, parentPort, threadId } = require('node:worker_threads')
  const native = require(${JSON.stringify(addonFile)})
  const unix = (name) => Buffer.from('\\x01\\0\\0holdfast-' + process.pid + '-' + name, 'latin1')
  /** A socket that sends itself a message for every one that it reads. */
  function busySocket(name, onMessage = () => {}) {
    const socket = native.open(1, 2, 0)
    native.bind(socket, unix(name))
    const [data, addresses] = [new Uint8Array(64), new Uint8Array(128)]
    native.watch(socket, () => {
      native.receive(socket, 1, data, addresses, new Float64Array(4))
      onMessage(data[0])
      native.send(socket, Uint8Array.of(data[0] + 1), unix(name))
    })
    native.send(socket, Uint8Array.of(1), unix(name))
    return socket
  }
  function busyTimer() {
    const timer = native.openTimer(1)
    native.watch(timer, () => native.setTimer(timer, native.now(1) + 0.5))
    native.setTimer(timer, native.now(1) + 0.5)
    return timer
  }
  const worker = (code) => new Worker(prelude + code, { eval: true })
  const online = (thread) => new Promise((resolve) => thread.once('message', resolve))
  const busyWorker = \`
    for (let n = 0; n < 20; n++) busySocket(threadId + '-' + n, (count) => {
      if (count === 3 && n === 19) parentPort.postMessage('busy')
    })
    for (let n = 0; n < 20; n++) busyTimer();\`;
`

interface Ending {
  readonly exit: number | NodeJS.Signals | null
  readonly output: string
}

function run(program: string): Promise<Ending> {
  const code = `const prelude = ${JSON.stringify(prelude)};${prelude}${program}`
  const child = spawn(process.execPath, ['-e', code], { stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => (output += text))
  }
  return new Promise((resolve) => {
    child.on('close', (code, signal) => resolve({ exit: code ?? signal, output }))
  })
}

test('workers are terminated in the midst of their work, and others go on', async () => {
  const program = `(async () => {
    const stays = busySocket('main')
    busyTimer()
    for (let round = 0; round < 10; round++) {
      const threads = [worker(busyWorker), worker(busyWorker), worker(busyWorker)]
      await Promise.all(threads.map(online))
      await Promise.all(threads.map((thread) => thread.terminate()))
    }
    console.log('terminated')
    process.exit(0)
  })()`
  expect(await run(program)).toEqual({ exit: 0, output: 'terminated\n' })
})

test('process.exit in a worker, and its natural end, with sockets that listen', async () => {
  const program = `(async () => {
    for (const end of ['process.exit(7)', 'throw 5']) {
      const thread = worker(busyWorker + "parentPort.once('message', () => { " + end + ' })')
      thread.on('error', (error) => console.log('error', error))
      await online(thread)
      thread.postMessage('end')
      console.log('code', await new Promise((resolve) => thread.once('exit', resolve)))
    }
    const idle = worker("const s = busySocket('idle'); native.keepAlive(s, 0)")
    console.log('code', await new Promise((resolve) => idle.once('exit', resolve)))
  })()`
  const output = 'code 7\nerror 5\ncode 1\ncode 0\n'
  expect(await run(program)).toEqual({ exit: 0, output })
})

test('process.exit of the main thread while workers are at work', async () => {
  const program = `(async () => {
    busySocket('main')
    const threads = [worker(busyWorker), worker(busyWorker)]
    await Promise.all(threads.map(online))
    process.exit(3)
  })()`
  expect(await run(program)).toEqual({ exit: 3, output: '' })
})

test('a callback that throws ends the process as any other does', async () => {
  const program = `
    process.on('uncaughtException', (error) => {
      console.log('caught', error.message)
      process.exit(4)
    })
    busySocket('main', (count) => { if (count === 3) throw new Error('of the callback') })`
  expect(await run(program)).toEqual({ exit: 4, output: 'caught of the callback\n' })
})

test('sockets that nobody refers to are closed, those that are watched are not', async () => {
  const program = `
    const { readdirSync } = require('node:fs')
    require('node:v8').setFlagsFromString('--expose-gc')
    const gc = require('node:vm').runInNewContext('gc')
    const count = () => readdirSync('/proc/self/fd').length
    const before = count()
    for (let n = 0; n < 100; n++) native.open(1, 2, 0)
    console.log(count() - before)
    gc()
    let messages = 0
    busySocket('watched', () => messages++)
    gc()
    setTimeout(() => {
      // One or two may still be on the stack for all that the collector knows.
      const isWatched = messages > 0
      console.log(count() - before < 5, isWatched)
      process.exit(0)
    }, 100)`
  expect(await run(program)).toEqual({ exit: 0, output: '100\ntrue true\n' })
})

test('arguments that make no sense are refused, never fatal', async () => {
  const program = `
    const socket = native.open(1, 2, 0)
    const junk = [undefined, null, 5, 'text', {}, [], Symbol('s'), new Float64Array(0), socket, -1]
    const shapes = junk.flatMap((one) => junk.map((two) => [one, two]))
    for (const name of Object.keys(native)) {
      if (name === 'open' || name === 'openTimer') continue
      native[name]()
      for (const [one, two] of shapes) {
        // A negative timeout would block for ever.
        if (name === 'poll') native.poll(one, typeof two === 'number' ? 0 : two, new Uint8Array(4))
        else native[name](socket, one, two, one, two)
        if (name !== 'poll') native[name](one, two, socket, two, one)
      }
    }
    console.log('alive')
    process.exit(0)`
  expect(await run(program)).toEqual({ exit: 0, output: 'alive\n' })
})
