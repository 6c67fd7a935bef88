import { NETLINK_GENERIC, NLM_F_ACK, NLM_F_DUMP, NLM_F_REQUEST } from '../netlink/constants.js'
import type { NetlinkMessage } from '../netlink/message.js'
import { MessageWriter } from '../netlink/message-writer.js'
import type { NetlinkRequest, NetlinkSocket } from '../netlink/netlink-socket.js'
import { openNetlink } from '../netlink/open-netlink.js'
import { SystemCallError } from '../system-call-error.js'
import {
  CTRL_ATTR_FAMILY_NAME,
  CTRL_CMD_GETFAMILY,
  decodeFamily,
  GENL_ID_CTRL,
} from './family-codec.js'
import type { GenericFamily } from './family-codec.js'

const headerLength = 4
const control: GenericFamily = { name: 'nlctrl', id: GENL_ID_CTRL, version: 2, groups: new Map() }

/** One request; its attributes are made by `encodeAttributes`. */
export interface GenericRequest {
  readonly command: number
  readonly attributes?: Uint8Array
  /** Of the command, for error messages: `IPVS_CMD_NEW_SERVICE`. */
  readonly call: string
  /** What the request is about, for error messages. */
  readonly about?: string
}

export type GenericReply =
  | { readonly ok: true; readonly answers: readonly Uint8Array[] }
  | { readonly ok: false; readonly error: SystemCallError }

/** Opens the socket; needs no privilege. Throws SystemCallError and AddonMissingError. */
export function openGenericNetlink(): GenericNetlink {
  return new GenericNetlink(openNetlink(NETLINK_GENERIC))
}

/** Requests to services of the kernel, synchronously; answers are bytes of attributes. */
export class GenericNetlink {
  readonly #socket: NetlinkSocket
  readonly #families = new Map<string, GenericFamily>()

  constructor(socket: NetlinkSocket) {
    this.#socket = socket
  }

  /**
   * The family of that name. Throws SystemCallError, ENOENT when the kernel does not have it:
   * `kernelModule` is what the error then says is missing.
   */
  family(name: string, kernelModule: string = name): GenericFamily {
    const known = this.#families.get(name)
    if (known !== undefined) return known
    const attributes = encodeAttributes((writer) => {
      writer.textAttribute(CTRL_ATTR_FAMILY_NAME, name)
    })
    const request = { command: CTRL_CMD_GETFAMILY, attributes, call: 'CTRL_CMD_GETFAMILY' }
    const [reply] = this.requestAll(control, [{ ...request, about: name }])
    if (reply?.ok === false) throw absent(reply.error, name, kernelModule)
    const family = reply?.answers.map(decodeFamily).find((each) => each !== undefined)
    if (family === undefined) throw new SystemCallError(request.call, 'EPROTO', name)
    this.#families.set(name, family)
    return family
  }

  /** Forgets what `family` learnt: after the kernel module was loaded anew the numbers differ. */
  forgetFamilies(): void {
    this.#families.clear()
  }

  /** One request; returns what the kernel answered beside its acknowledgement. Throws SystemCallError. */
  request(family: GenericFamily, request: GenericRequest): readonly Uint8Array[] {
    return this.#socket.request(encode(family, request, NLM_F_ACK)).map(attributesOf)
  }

  /** Requests in order, in batches; one that fails does not stop those after it. */
  requestAll(family: GenericFamily, requests: readonly GenericRequest[]): readonly GenericReply[] {
    const encoded = requests.map((request) => encode(family, request, NLM_F_ACK))
    return this.#socket
      .requestAll(encoded)
      .map((reply) => (reply.ok ? { ok: true, answers: reply.value.map(attributesOf) } : reply))
  }

  /** A whole table, one element for each entry. Throws SystemCallError. */
  dump(family: GenericFamily, request: GenericRequest): readonly Uint8Array[] {
    return this.#socket.dump(encode(family, request, NLM_F_DUMP)).map(attributesOf)
  }

  close(): void {
    this.#socket.close()
  }
}

/** The bytes of attributes, to be put into a request. */
export function encodeAttributes(write: (writer: MessageWriter) => void): Uint8Array {
  const writer = new MessageWriter(0, 0)
  write(writer)
  return writer.finish().subarray(MessageWriter.headerLength)
}

/**
 *     +---------------+---------------+-------------------------------+
 *     |    command    |    version    |               0               |
 *     +---------------+---------------+-------------------------------+
 *     struct genlmsghdr (linux/genetlink.h), after the header of every netlink message
 */
function encode(family: GenericFamily, request: GenericRequest, flags: number): NetlinkRequest {
  const { command, attributes, call, about } = request
  const writer = new MessageWriter(family.id, NLM_F_REQUEST | flags)
  writer.u8(command).u8(family.version).u16(0)
  if (attributes !== undefined) writer.raw(attributes)
  return { bytes: writer.finish(), call, ...(about === undefined ? {} : { about }) }
}

function attributesOf({ payload }: NetlinkMessage): Uint8Array {
  return payload.subarray(headerLength)
}

function absent(error: SystemCallError, name: string, kernelModule: string): SystemCallError {
  if (error.errno !== 'ENOENT') return error
  const detail = `kernel module ${kernelModule} is not loaded`
  return new SystemCallError(error.call, error.errno, name, detail)
}
