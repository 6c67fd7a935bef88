declare const descriptor: unique symbol

/** A file descriptor that the addon owns; it is closed when nothing refers to it any more. */
export interface Descriptor {
  readonly [descriptor]: true
}

/**
 * What the compiled addon exports. Each function is one system call: it returns what the call
 * returned, or a negative errno number. A closed descriptor gives EBADF.
 */
export interface Addon {
  open(family: number, type: number, protocol: number): Descriptor | number
  bind(socket: Descriptor, address: Uint8Array): number
  connect(socket: Descriptor, address: Uint8Array): number
  setOption(socket: Descriptor, level: number, option: number, value: Uint8Array): number
  /** Fills `room`; returns how many bytes of it. */
  getOption(socket: Descriptor, level: number, option: number, room: Uint8Array): number
  attachFilter(socket: Descriptor, program: Uint8Array | undefined): number
  send(socket: Descriptor, bytes: Uint8Array, address: Uint8Array | undefined): number
  /** Sends from the message `first` on, at most 256; returns how many. */
  sendBatch(
    socket: Descriptor,
    messages: readonly Uint8Array[],
    first: number,
    address: Uint8Array | undefined,
  ): number
  /**
   * Fills equal slots of `data`, slots of 128 bytes of `addresses`, and 4 numbers of `facts` for each
   * message: length, length of the address, whether it is truncated, age in milliseconds.
   */
  receive(
    socket: Descriptor,
    slots: number,
    data: Uint8Array,
    addresses: Uint8Array,
    facts: Float64Array,
  ): number
  close(socket: Descriptor): number
  /** Returns the number of the descriptor, which is closed here and open for whoever takes it. */
  release(socket: Descriptor): number
  /** Calls back whenever something can be read or an error is pending; undefined stops it. */
  watch(descriptor: Descriptor, callback: (() => void) | undefined): number
  /** 0: watching it does not keep the process alive. */
  keepAlive(descriptor: Descriptor, keepAlive: 0 | 1): number
  /** Blocks; a negative timeout waits for ever. Marks what is readable by 1 in `ready`. */
  poll(descriptors: readonly Descriptor[], timeoutMs: number, ready: Uint8Array): number
  openTimer(clock: number): Descriptor | number
  /** 0 disarms. */
  setTimer(timer: Descriptor, deadlineMs: number): number
  now(clock: number): number
  interfaceIndex(name: string): number
}
