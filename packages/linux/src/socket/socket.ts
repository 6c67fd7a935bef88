/**
 * A kernel socket of a family that Node lacks: AF_PACKET, AF_NETLINK, raw IP, AF_UNIX datagram.
 * Never blocks. Every method that fails throws SystemCallError and leaves the socket usable; an
 * interface that goes down, disappears or comes back needs no new socket.
 */
export interface LinuxSocket {
  readonly isClosed: boolean

  /** Binds to an address made by `sockaddr.ts`. */
  bind(address: Uint8Array): void
  /** A socket of a stream is on its way then, not yet there. */
  connect(address: Uint8Array): void

  /** setsockopt(2); a number is passed as a C int. */
  setOption(level: number, option: number, value: number | Uint8Array): void
  /** getsockopt(2): up to `length` bytes, default the 4 bytes of a C int. */
  getOption(level: number, option: number, length?: number): Uint8Array
  /** SO_ATTACH_FILTER with struct sock_filter entries (8 bytes each); undefined detaches. */
  attachFilter(program: Uint8Array | undefined): void

  /** One datagram; to `address`, or where the socket is connected or bound to. */
  send(bytes: Uint8Array, address?: Uint8Array): void
  /**
   * sendmmsg(2): as many as the kernel takes, in order; returns how many. Throws only when the first
   * one fails.
   */
  sendBatch(messages: readonly Uint8Array[], address?: Uint8Array): number

  /**
   * recvmmsg(2) into `batch`: returns the number of messages, 0 when none waits. A pending error of
   * the socket, such as ENETDOWN or ENOBUFS, is thrown once; the next call goes on.
   */
  receive(batch: ReceiveBatch): number

  /**
   * Calls back in a turn of the event loop in which something can be read or an error is pending,
   * again in each turn until it was read; undefined stops it. A listening socket keeps the process
   * alive unless `unref`.
   */
  onReadable(callback: (() => void) | undefined): void
  ref(): void
  unref(): void

  /**
   * Gives the file descriptor away, such as to `new net.Socket({ fd })`: whoever has the number closes
   * it, and for this object it is closed.
   */
  release(): number

  /** Closing twice does nothing. Sockets are also closed when their environment ends. */
  close(): void
}

/** Room for messages of one `receive`; its views are valid until the next one. */
export interface ReceiveBatch {
  /** How many messages fit. */
  readonly slots: number
  /** The bytes of message `index`, cut off at the size of a slot. */
  bytes(index: number): Uint8Array
  /** The sender's sockaddr. */
  address(index: number): Uint8Array
  /** MSG_TRUNC: the message was longer than its slot. */
  isTruncated(index: number): boolean
  /**
   * How long ago the kernel received the message, in milliseconds with a fraction; 0 where the socket
   * has no SO_TIMESTAMPNS. Compared within the kernel's own clock, so a step of it shows only if it
   * falls into that time; never negative.
   */
  ageMs(index: number): number
}
