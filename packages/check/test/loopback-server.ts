import { spawn } from 'node:child_process'
import { createSocket } from 'node:dgram'
import type { RemoteInfo } from 'node:dgram'
import { once } from 'node:events'
import { createServer } from 'node:net'
import type { AddressInfo, Server, Socket } from 'node:net'
import { createServer as createTlsServer } from 'node:tls'
import type { TlsOptions, TLSSocket } from 'node:tls'

export interface LoopbackServer extends AsyncDisposable {
  readonly port: number
}

/** A TCP server that does what the test says to every connection. */
export async function startServer(
  onConnection: (socket: Socket) => void,
  host = '127.0.0.1',
): Promise<LoopbackServer> {
  const sockets = new Set<Socket>()
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    // A client that has heard enough resets the connection.
    socket.on('error', () => socket.destroy())
    onConnection(socket)
  })
  return listening(server, sockets, host)
}

export async function startTlsServer(
  options: TlsOptions,
  onConnection: (socket: TLSSocket) => void,
): Promise<LoopbackServer> {
  const sockets = new Set<Socket>()
  const server = createTlsServer(options, (socket) => {
    sockets.add(socket)
    socket.on('error', () => socket.destroy())
    onConnection(socket)
  })
  server.on('tlsClientError', () => undefined)
  return listening(server, sockets, '127.0.0.1')
}

/** A UDP server; `onMessage` returns what to reply, if anything. */
export async function startUdpServer(
  onMessage: (bytes: Uint8Array, from: RemoteInfo) => Uint8Array | undefined,
  host = '127.0.0.1',
): Promise<LoopbackServer> {
  const socket = createSocket(host.includes(':') ? 'udp6' : 'udp4')
  socket.on('message', (bytes, from) => {
    const reply = onMessage(bytes, from)
    if (reply !== undefined) socket.send(reply, from.port, from.address)
  })
  socket.bind(0, host)
  await once(socket, 'listening')
  return {
    port: socket.address().port,
    [Symbol.asyncDispose]: async () => {
      socket.close()
      await once(socket, 'close')
    },
  }
}

/** A server that listens and does nothing else: the kernel itself answers until its queue is full. */
export async function startDeafServer(): Promise<LoopbackServer> {
  const program = `
    const server = require('node:net').createServer()
    server.listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () => {
      require('node:fs').writeSync(1, String(server.address().port) + '\\n')
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)
    })`
  const child = spawn(process.execPath, ['-e', program], { stdio: ['ignore', 'pipe', 'inherit'] })
  const [line] = (await once(child.stdout, 'data')) as [Buffer]
  return {
    port: Number(line),
    [Symbol.asyncDispose]: async () => {
      child.kill('SIGKILL')
      await once(child, 'exit')
    },
  }
}

/** A port that nobody listens on. */
export async function closedPort(): Promise<number> {
  await using server = await startServer((socket) => socket.destroy())
  return server.port
}

async function listening(
  server: Server,
  sockets: ReadonlySet<Socket>,
  host: string,
): Promise<LoopbackServer> {
  server.listen(0, host)
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}
